package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.UnattributedUsageV1;
import io.tallyport.wire.UsageStatementV1;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What no license owns is certified, month by month. */
class UnattributedTest {

    private static final Instant FEBRUARY = Instant.parse("2026-02-01T00:00:00Z");
    private static final Set<String> REASONS = Set.of("LICENSE_UNKNOWN", "LICENSE_MISSING", "NOT_AVRO");

    @TempDir
    Path folder;

    /** The law: certificates and verdicts say the same, each month once, and nothing of a license is among them. */
    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void whatIsCertifiedIsWhatTheVerdictsSay(StoreKind stores) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        try (var h = new Harness(folder, stores)) {
            h.catalog(1, TestCatalogs.quick(1_000));
            h.issue("lic-1");
            Instant now = Harness.START;
            for (int i = 0; i < 300; i++) {
                String source = "acme/" + random.nextInt(4);
                switch (random.nextInt(5)) {
                    case 0 -> h.usage(Harness.call("nobody-" + i, "e" + i, now).setSource(source));
                    case 1 -> h.usage(Harness.call("", "e" + i, now).setSource(source));
                    case 2 -> h.bytes(TopicCatalog.USAGE_BULK, "k", ("junk " + i).getBytes(StandardCharsets.UTF_8));
                    case 3 ->
                        h.usage(Harness.call("lic-1", "e" + i, now)
                                .setSource(source)
                                .setType("no.such"));
                    default -> h.usage(Harness.call("lic-1", "e" + i, now).setSource(source));
                }
                now = now.plus(Duration.ofHours(random.nextInt(16)));
                h.tick(now);
            }
            h.tick(now.plus(Duration.ofDays(70)));
            var certified = new TreeMap<String, Long>();
            var months = new ArrayList<String>();
            for (UsageStatementV1 month : certificates(h)) {
                String name = Instant.ofEpochMilli(month.getFromMs()).toString().substring(0, 7);
                months.add(name);
                assertEquals("unattributed/0/" + name, month.getStatementId());
                assertTrue(month.getIssuedAtMs()
                        >= month.getToMs() + Duration.ofDays(1).toMillis());
                UnattributedUsageV1 said = Objects.requireNonNull(month.getUnattributed());
                assertTrue(said.getComplete());
                said.getRows()
                        .forEach(row -> certified.put(
                                name + " " + row.getTopic() + " " + row.getReason() + " " + row.getSource(),
                                row.getRecords()));
                assertEquals(
                        said.getRecords(),
                        said.getRows().stream()
                                .mapToLong(row -> row.getRecords())
                                .sum());
            }
            var expected = new TreeMap<String, Long>();
            for (UsageVerdictV1 verdict : h.read(TopicCatalog.USAGE_VERDICTS)) {
                if (REASONS.contains(verdict.getReason())) {
                    String month = Instant.ofEpochMilli(verdict.getDecidedAtMs())
                            .toString()
                            .substring(0, 7);
                    expected.merge(
                            month + " " + verdict.getTopic() + " " + verdict.getReason() + " " + verdict.getSource(),
                            1L,
                            Long::sum);
                }
            }
            assertEquals(expected, certified, "seed " + seed);
            assertTrue(expected.size() > 20, "seed " + seed);
            assertTrue(h.verdicts(VerdictKind.REJECTED)
                    > expected.values().stream().mapToLong(n -> n).sum());
            var each = new ArrayList<String>();
            Instant month = Instant.parse("2026-01-01T00:00:00Z");
            while (each.size() < months.size()) {
                each.add(month.toString().substring(0, 7));
                month = month.plus(Duration.ofDays(32));
                month = Instant.parse(month.toString().substring(0, 7) + "-01T00:00:00Z");
            }
            assertEquals(each, months, "each month once, also one in which there was nothing");
        }
    }

    @Test
    void aMonthIsCertifiedOnceItsGraceIsOverAlsoIfThereWasNothing() {
        try (var h = new Harness(folder, StoreKind.OWN)) {
            h.catalog(1, TestCatalogs.quick(1_000));
            h.tick(FEBRUARY.plus(Duration.ofDays(1)).minusMillis(1));
            assertEquals(List.of(), certificates(h));
            h.tick(FEBRUARY.plus(Duration.ofDays(1)));
            UsageStatementV1 january = certificates(h).get(0);
            assertEquals(FEBRUARY.toEpochMilli(), january.getToMs());
            assertEquals(0, Objects.requireNonNull(january.getUnattributed()).getRecords());
            assertEquals(List.of(), january.getUnattributed().getRows());
            h.tick(FEBRUARY.plus(Duration.ofDays(2)));
            assertEquals(1, certificates(h).size(), "once");
            assertEquals("", january.getLicense());
        }
    }

    /** Whoever floods with sources that nobody knows is told with the rest: the certificate stays small, and is exact in sum. */
    @Test
    void aFloodOfSourcesIsToldTogether() {
        try (var h = new Harness(folder, StoreKind.OWN)) {
            h.catalog(1, TestCatalogs.quick(1_000));
            h.usage(Harness.call("nobody", "long", Harness.START).setSource("x".repeat(300)));
            for (int i = 0; i < 500; i++) {
                h.usage(Harness.call("nobody", "e" + i, Harness.START).setSource("s" + i));
            }
            h.usage(Harness.call("nobody", "again", Harness.START).setSource("s7"));
            h.tick(FEBRUARY.plus(Duration.ofDays(2)));
            var said = Objects.requireNonNull(certificates(h).get(0).getUnattributed());
            assertEquals(502, said.getRecords());
            var named = new TreeMap<String, Long>();
            long others = 0;
            for (var row : said.getRows()) {
                if (row.getOthers()) {
                    others += row.getRecords();
                } else {
                    named.put(row.getSource(), row.getRecords());
                }
            }
            assertEquals(100, named.size());
            assertEquals(2, named.get("s7"));
            assertEquals(401, others);
            assertFalse(named.containsKey(""));
            assertEquals(Map.of("LICENSE_UNKNOWN", 101), reasons(said));
        }
    }

    private static Map<String, Integer> reasons(UnattributedUsageV1 said) {
        var reasons = new TreeMap<String, Integer>();
        said.getRows().forEach(row -> reasons.merge(row.getReason(), 1, Integer::sum));
        return reasons;
    }

    private static List<UsageStatementV1> certificates(Harness h) {
        return h.read(TopicCatalog.USAGE_STATEMENTS).stream()
                .filter(statement -> statement.getKind().equals("UNATTRIBUTED"))
                .toList();
    }
}
