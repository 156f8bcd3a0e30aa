package io.tallyport.app.cli;

import io.tallyport.domain.usage.Backfill;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code emit}: sends usage events and reports the verdict on each. */
@Command(
        name = "emit",
        description = {
            "Send usage events to the node and report their verdicts.",
            "FILE holds CloudEvents as JSON lines (one event or one array per line), CloudEvents batches (JSON arrays),"
                    + " or CSV with a header. Bad lines are named and left out; the rest goes on.",
            "Exit status 0: all counted or duplicates; 1: some events were rejected, late or in conflict; 2: some lines"
                    + " were bad; 3: some outcomes are unknown. Emitting the same file again is always safe."
        })
final class EmitCommand extends NodeCommand {
    private static final int LIVE_AT_ONCE = 4;

    @Parameters(paramLabel = "FILE", description = "File of events, or - for standard input.")
    private String file = "";

    @Option(names = "--license", paramLabel = "LICENSE", description = "License of the events that name none.")
    private @Nullable String license;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "auto, cloudevents or csv. Default: auto, by name and content.")
    private EmitFormat format = EmitFormat.auto;

    @Option(
            names = "--map",
            paramLabel = "FIELD=COLUMN",
            description = "CSV: the column that fills a field (id, source, type, time, subject, license, data.<path>)."
                    + " Repeatable. Columns of these names map themselves, all others become data.<column>.")
    private Map<String, String> map = new LinkedHashMap<>();

    @Option(names = "--source", paramLabel = "SOURCE", description = "CloudEvents source of the events without one.")
    private String source = "";

    @Option(names = "--type", paramLabel = "TYPE", description = "CloudEvents type of the events without one.")
    private String type = "";

    @Option(
            names = "--backfill",
            paramLabel = "JOB",
            description = {
                "The events are of the past: they count in their months, up to 400 days back, and alarm nobody. JOB is a name of your"
                        + " choice for all that belongs together: lower-case letters, digits and hyphens. It can be"
                        + " sent again for 30 days, and is undone by void --where \"job == 'JOB'\"."
            })
    private @Nullable String backfill;

    @Option(names = "--json", description = "Print the outcome as JSON and nothing else.")
    private boolean json;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to go on asking a node that does not answer. Default: 30.")
    private int timeoutSeconds = 30;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            description =
                    "Requests of 500 events under way at once; 1 keeps the order of the file. Default: 4. With --backfill one of 250"
                            + " and then a rest as long as it took, so that live usage does not feel it; a number makes it faster, and felt.")
    private @Nullable Integer inFlight;

    EmitCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() throws Exception {
        EmitRun.Pace pace = backfill != null && inFlight == null
                ? EmitRun.Pace.GENTLE
                : EmitRun.Pace.atOnce(inFlight == null ? LIVE_AT_ONCE : inFlight);
        if (timeoutSeconds < 1 || pace.inFlight() < 1 || pace.inFlight() > 64) {
            throw new CliFailure(ExitCode.BAD_INPUT, "--timeout must be above 0, and --in-flight from 1 to 64");
        }
        if (backfill != null && !Backfill.isName(backfill)) {
            throw new CliFailure(ExitCode.BAD_INPUT, "--backfill: the name of a job is made of " + Backfill.NAME_FORM);
        }
        var tally = new EmitTally();
        var progress = new EmitProgress(session().err(), session().errIsTerminal() && !json, tally);
        NodeHttp http = api().http();
        Route route = Route.post("/v1/events")
                .with("wait", "verdict")
                .with("license", license)
                .with("job", backfill);
        var sender = new EmitSender(
                http, route, Duration.ofSeconds(timeoutSeconds), tally, progress::bad, progress::trouble);
        try (InputStream in = InputFile.open(file, session().in());
                progress) {
            EmitReader reader = format.reader(in, file, map, new EmitDefaults(source, type));
            new EmitRun(reader, sender, tally, pace, progress::bad).run();
        } catch (IOException e) {
            throw new CliFailure(ExitCode.BAD_INPUT, file + " cannot be read: " + e.getMessage(), e);
        } catch (CliFailure e) {
            progress.close();
            if (tally.readSoFar() > 0) {
                report(tally);
            }
            throw e;
        }
        report(tally);
        return tally.exitCode();
    }

    private void report(EmitTally tally) {
        if (json) {
            session().out().println(tally.toJson());
        } else {
            tally.print(new Page(session().out()));
        }
    }
}
