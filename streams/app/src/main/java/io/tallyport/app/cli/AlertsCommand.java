package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code alerts}: quota and anomaly incidents. */
@Command(name = "alerts", description = "List quota and anomaly alerts, newest first.")
final class AlertsCommand extends ReadingCommand {
    @Option(names = "--license", paramLabel = "LICENSE", description = "Only this license.")
    private @Nullable String license;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many.")
    private @Nullable Integer limit;

    AlertsCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.get("/v1/alerts").with("license", license).with("limit", limit);
    }

    @Override
    void print(JsonNode answer, Page page) {
        JsonNode alerts = Rows.of(answer, "alerts");
        if (alerts.isEmpty()) {
            page.line("No alerts.");
            return;
        }
        page.table(
                alerts,
                "at",
                "status",
                "kind",
                "detector",
                "severity",
                "license",
                "meter",
                "window",
                "direction",
                "thresholdPercent",
                "used",
                "limit",
                "observed",
                "expected",
                "score",
                "alertId",
                "detail");
    }
}
