package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.app.cli.NodeHttp.Body;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code meter preview}: what a catalog would recount; in calls that each go on where the one before stopped. */
@Command(
        name = "preview",
        description = {
            "Say what a catalog file would recount of the past, license by license, and change nothing.",
            "It counts the events of each month from --from on again, as they count now and as they would.",
            "Exit status 13 if the events are not all there any more."
        })
final class MeterPreviewCommand extends NodeCommand {
    private static final String CLEAR = "\r\u001b[K";
    private static final int LISTED_MOST = 100;
    /** A call reads a partition to its end. */
    private static final Duration CALL = Duration.ofMinutes(10);

    private static final List<String> COUNTS =
            List.of("licenses", "changed", "periods", "events", "wouldEvents", "unmeasured");
    private static final List<String> NUMBERS = List.of("says", "wouldSay", "difference");

    @Parameters(paramLabel = "FILE", description = "Catalog file, or - for standard input.")
    private String file = "";

    @Option(
            names = "--from",
            paramLabel = "INSTANT",
            description =
                    "When the versions begin that the file brings, e.g. 2026-01-20T00:00:00Z. Default: what the file says.")
    private @Nullable String from;

    @Option(names = "--meter", paramLabel = "METER", description = "Only this meter.")
    private @Nullable String meter;

    @Option(names = "--license", paramLabel = "LICENSE", description = "Only this license.")
    private @Nullable String license;

    @Option(names = "--json", description = "Print the sum of the node's answers as JSON and nothing else.")
    private boolean json;

    MeterPreviewCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Body body = InputFile.body(file, session().in());
        ObjectNode sum = Json.MAPPER.createObjectNode();
        for (String after = ""; after != null; ) {
            Route route = Route.post("/v1/meters/preview")
                    .with("from", from)
                    .with("meter", meter)
                    .with("license", license)
                    .with("after", after.isEmpty() ? null : after);
            JsonNode answer = NodeApi.json(api().call(route, body, CALL));
            sum = sum.isEmpty() ? answer.deepCopy() : added(sum, answer);
            after = answer.hasNonNull("next") ? answer.path("next").asText() : null;
            progress(answer, after == null);
        }
        sum.remove(List.of("next", "partition", "partitions"));
        if (json) {
            session().out().println(sum);
        } else {
            print(sum, new Page(session().out()));
        }
        return ExitCode.OK;
    }

    private void progress(JsonNode answer, boolean done) {
        if (session().errIsTerminal()) {
            session()
                    .err()
                    .print(CLEAR
                            + (done
                                    ? ""
                                    : Json.text(answer, "partition") + " of " + Json.text(answer, "partitions")
                                            + " partitions read"));
            session().err().flush();
        }
    }

    /** An answer and the sum of those before: of both the periods that change most. */
    private static ObjectNode added(ObjectNode sum, JsonNode answer) {
        var periods = new ArrayList<JsonNode>();
        sum.path("periods").forEach(periods::add);
        answer.path("periods").forEach(periods::add);
        periods.sort(Comparator.comparing((JsonNode period) -> new BigDecimal(Json.text(period, "difference")).abs())
                .reversed());
        ArrayNode most = Json.MAPPER.createArrayNode();
        periods.stream().limit(LISTED_MOST).forEach(most::add);
        sum.set("periods", most);
        for (JsonNode more : answer.path("totals")) {
            for (JsonNode total : sum.path("totals")) {
                if (total instanceof ObjectNode of && Json.text(of, "meter").equals(Json.text(more, "meter"))) {
                    add(of, more);
                }
            }
        }
        return sum.put(
                "undecided",
                sum.path("undecided").asLong() + answer.path("undecided").asLong());
    }

    private static void add(ObjectNode total, JsonNode more) {
        COUNTS.forEach(field ->
                total.put(field, total.path(field).asLong() + more.path(field).asLong()));
        for (String field : NUMBERS) {
            if (total.has(field) && more.has(field)) {
                var number = new BigDecimal(Json.text(total, field)).add(new BigDecimal(Json.text(more, field)));
                total.put(
                        field,
                        number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString());
            }
        }
        if (!total.has("reason") && more.has("reason")) {
            total.set("reason", more.path("reason"));
        }
    }

    private static void print(JsonNode sum, Page page) {
        for (JsonNode one : sum.path("recounts")) {
            page.line("Version " + Json.text(one, "version") + " of " + Json.text(one, "meter")
                    + " would recount usage from " + Json.text(one, "from") + " on; nothing was changed (base "
                    + Json.text(sum, "base") + ").");
        }
        if (!sum.path("periods").isEmpty()) {
            page.line("");
            page.table(
                    sum.path("periods"),
                    "license",
                    "meter",
                    "from",
                    "to",
                    "says",
                    "wouldSay",
                    "difference",
                    "estimate",
                    "events",
                    "wouldEvents",
                    "unmeasured",
                    "reason");
            page.line("");
        }
        long periods = 0;
        for (JsonNode total : sum.path("totals")) {
            periods += total.path("periods").asLong();
        }
        if (sum.path("periods").size() < periods) {
            page.line("Listed are the " + sum.path("periods").size() + " of " + periods
                    + " periods that would change most; the totals are over all.");
        }
        sum.path("totals").forEach(total -> page.line(sentence(total)));
        if (sum.path("undecided").asLong() > 0) {
            page.line(
                    Json.text(sum, "undecided")
                            + " records have no verdict yet (they have just come, or wait in quarantine), and are not counted here.");
        }
    }

    private static String sentence(JsonNode total) {
        var said = new StringBuilder(Json.text(total, "meter")).append(": ");
        said.append(number(total, "licenses", "license"))
                .append(total.path("licenses").asLong() == 1 ? " has" : " have")
                .append(" usage, ")
                .append(Json.text(total, "changed"))
                .append(" of them would change");
        if (total.has("says")) {
            said.append("; ")
                    .append(Json.text(total, "says"))
                    .append(" now, ")
                    .append(Json.text(total, "wouldSay"))
                    .append(" then, a difference of ")
                    .append(Json.text(total, "difference"))
                    .append(' ')
                    .append(Json.text(total, "unit"));
        }
        said.append("; ")
                .append(number(total, "events", "event"))
                .append(" now, ")
                .append(Json.text(total, "wouldEvents"))
                .append(" then.");
        if (total.path("unmeasured").asLong() > 0) {
            said.append(' ')
                    .append(number(total, "unmeasured", "event"))
                    .append(" could not be measured and would add nothing, the first because of ")
                    .append(Json.text(total, "reason"))
                    .append('.');
        }
        return said.toString();
    }

    private static String number(JsonNode total, String field, String noun) {
        return Json.text(total, field) + " " + noun + (total.path(field).asLong() == 1 ? "" : "s");
    }
}
