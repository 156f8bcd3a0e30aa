package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usage}: what a license consumed. */
@Command(name = "usage", description = "Show what a license consumed, per meter and window, newest windows first.")
final class UsageCommand extends ReadingCommand {
    /** What goes without saying. */
    private static final Set<String> ADDED = Set.of("COUNT", "SUM", "");

    @Parameters(paramLabel = "LICENSE", description = "License id.")
    private String license = "";

    @Option(names = "--meter", paramLabel = "METER", description = "Only this meter.")
    private @Nullable String meter;

    @Option(
            names = "--window",
            paramLabel = "WINDOW",
            description = "Only MINUTE, HOUR, DAY or MONTH windows; all but minutes without it.")
    private @Nullable String window;

    @Option(
            names = "--from",
            paramLabel = "INSTANT",
            description = "Only windows that begin then or later, e.g. 2026-01-01T00:00:00Z.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "INSTANT", description = "Only windows that begin before it.")
    private @Nullable String to;

    @Option(names = "--groups", description = "Groups within meters too, beside their totals.")
    private boolean groups;

    @Option(names = "--subjects", description = "Subjects below the license too, beside the totals.")
    private boolean subjects;

    @Option(
            names = "--subject",
            paramLabel = "PATH",
            description = "Only this subject and those below it, e.g. acme/search; / is what is of no subject.")
    private @Nullable String subject;

    @Option(
            names = "--plot",
            description = "Draw a bar for each window, oldest first; of days, unless --window says other.")
    private boolean plot;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many windows.")
    private @Nullable Integer limit;

    UsageCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.get("/v1/licenses/{}/usage", license)
                .with("meter", meter)
                .with("window", window == null && plot ? "DAY" : window)
                .with("from", from)
                .with("to", to)
                .with("groups", groups ? "true" : null)
                .with("subjects", subjects ? "true" : null)
                .with("subject", subject)
                .with("limit", limit);
    }

    @Override
    void print(JsonNode answer, Page page) {
        page.line("License " + Json.text(answer, "license") + " of " + Json.text(answer, "customer") + " on plan "
                + Json.text(answer, "plan") + ", as of " + Json.text(answer, "asOf") + ".");
        if (answer.path("meters").isEmpty()) {
            page.line("Nothing was counted yet.");
            return;
        }
        if (plot) {
            UsagePlot.lines(answer.path("meters")).forEach(page::line);
            return;
        }
        boolean versions = false;
        boolean notAdded = false;
        for (JsonNode meter : answer.path("meters")) {
            versions |= meter.path("meterVersion").asInt(1) > 1;
            notAdded |= !ADDED.contains(Json.text(meter, "aggregation"));
        }
        page.table(
                answer.path("meters"),
                "meter",
                versions ? "meterVersion" : "",
                "group",
                "subject",
                notAdded ? "aggregation" : "",
                "window",
                "from",
                "to",
                "value",
                "relativeError",
                "recounting",
                "unit",
                "currentLevel",
                "valueAsOf",
                "events",
                "limit",
                "hard",
                "level",
                "zone");
        long inNoDay = 0;
        for (JsonNode line : answer.path("meters")) {
            inNoDay += line.path("eventsInNoDay").asLong();
        }
        if (inNoDay > 0) {
            page.line(
                    inNoDay
                            + " events of these months are in no day or hour: a backfill brought them when those were kept no more.");
        }
        for (JsonNode meter : answer.path("meters")) {
            if (Json.text(meter, "subject").equals("/")) {
                page.line("/ is what is of no subject.");
                break;
            }
        }
    }
}
