package io.tallyport.app.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo on a real node: the whole way of thousands of events, held against what was emitted. */
class DemoEndToEndTest {

    @Test
    void everyRecordHasItsVerdictEveryTotalIsExactAndEveryCrossingIsDenied(@TempDir Path folder) throws Exception {
        var settings = new DemoSettings(10, 600, 20260309);
        var config = NodeConfig.embedded(folder, 0)
                .withClock(new NodeConfig.NodeClock.ScaledTime(DemoSettings.START, settings.clockFactor()));
        var shown = new StringWriter();
        try (Node node = Node.start(config)) {
            node.awaitReady(Duration.ofMinutes(2));
            var site = new DemoSite(node.url(), node.client(), node.kafka(), node.registry(), node.time());
            var screen = new DemoScreen(new PrintWriter(shown), DemoScreen.Mode.LINES);
            DemoSummary summary = new DemoRun(settings, site, screen).run();
            assertEquals(List.of(), summary.faults(), summary.toJson().toString());
            assertTrue(summary.isSound(), summary.toJson().toString());
            assertEquals(DemoCast.TRIALS, summary.crossings());
            assertTrue(summary.breaches() >= DemoCast.TRIALS, summary.toJson().toString());
            assertTrue(
                    summary.entitlementChanges() >= DemoCast.TRIALS,
                    summary.toJson().toString());
            assertTrue(
                    summary.verdicts().values().stream().allMatch(count -> count > 0),
                    summary.verdicts().toString());
        }
        assertTrue(shown.toString().contains("entitlement changes"), shown.toString());
    }
}
