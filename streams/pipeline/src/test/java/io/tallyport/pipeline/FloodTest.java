package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever floods the topic with what cannot count gets verdicts, and takes up no room. */
class FloodTest {

    private static final int RECORDS = 5_000;

    @Test
    void whatCannotCountLeavesNothingBehind(@TempDir Path folder) {
        try (var h = new Harness(folder)) {
            h.catalog(1, TestCatalogs.quick(1_000));
            h.issue("lic-1");
            h.usage(Harness.call("lic-1", "counted", Harness.START));
            h.tick(Harness.START.plusSeconds(1));
            List<Double> before = held(h);
            for (int i = 0; i < RECORDS; i++) {
                switch (i % 5) {
                    case 0 -> h.usage(Harness.call("no-such-license-" + i, "id-" + i, Harness.START));
                    case 1 -> h.usage(Harness.call("lic-1", "id-" + i, Harness.START.plusSeconds(86_400)));
                    case 2 ->
                        h.usage(Harness.call("lic-1", "id-" + i, Harness.START).setType("no.such.type-" + i));
                    case 3 ->
                        h.usage(Harness.call("lic-1", "id-" + i, Harness.START).setSource("stranger-" + i));
                    default ->
                        h.bytes(TopicCatalog.USAGE_EVENTS, "key-" + i, ("junk " + i).getBytes(StandardCharsets.UTF_8));
                }
            }
            h.tick(Harness.START.plusSeconds(2));
            assertEquals(before, held(h));
            List<UsageVerdictV1> verdicts = h.read(TopicCatalog.USAGE_VERDICTS);
            long rejected = verdicts.stream()
                    .filter(verdict -> verdict.getKind() == VerdictKind.REJECTED)
                    .count();
            assertEquals(RECORDS, rejected, "each has a verdict of its own");
            assertTrue(before.stream().allMatch(value -> value > 0), "something legitimate is held: " + before);
        }
    }

    /** Licenses, event ids and the heap that both take, by the metrics that an operator sees. */
    private static List<Double> held(Harness h) {
        return List.of(
                        "tallyport.licenses",
                        "tallyport.event.ids",
                        "tallyport.event.ids.bytes",
                        "tallyport.ledgers.bytes")
                .stream()
                .map(name -> h.metrics.get(name).gauge().value())
                .toList();
    }
}
