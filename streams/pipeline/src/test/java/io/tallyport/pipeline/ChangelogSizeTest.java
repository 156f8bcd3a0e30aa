package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.pipeline.store.StoreKind;
import java.math.BigDecimal;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What usage costs on disk, within a tenth of what docs/architecture.md says: keys and values, before compression and
 * without the frames of records and batches.
 */
class ChangelogSizeTest {

    private static final int LICENSES = 200;
    private static final String LEDGERS = "ledgers-by-license";
    private static final String FACTS = "facts-by-name";

    @TempDir
    Path folder;

    @Test
    void whatUsageLogsAndSays() {
        try (var h = new Harness(folder, StoreKind.OWN)) {
            h.catalog(1, TestCatalogs.quick(1_000_000));
            h.logged(LEDGERS);
            for (int i = 0; i < LICENSES; i++) {
                h.issue(license(i));
            }
            requireClose("a license", 590, h.logged(LEDGERS) / LICENSES);
            use(h, 0);
            assertTrue(h.logged(LEDGERS) > 0, "the first use is logged");
            h.logged(FACTS);
            use(h, 1);
            requireClose("a commit with usage of two meters", 190, h.logged(LEDGERS) / LICENSES);
            requireClose("a commit with numbered events", 90, h.logged(FACTS) / LICENSES);
            long readings = h.bytesOf(TopicCatalog.USAGE_READINGS);
            use(h, 2);
            requireClose(
                    "a reading record of one meter",
                    200,
                    (h.bytesOf(TopicCatalog.USAGE_READINGS) - readings) / LICENSES);
        }
    }

    /** Each license uses both meters; each event is a commit here, so the second one of a license logs both meters. */
    private static void use(Harness h, int round) {
        for (int i = 0; i < LICENSES; i++) {
            long number = (long) round * LICENSES + i;
            var event = round == 0
                    ? Harness.call(license(i), "first-" + i, Harness.START)
                    : Harness.tokens(license(i), "", Harness.START, new BigDecimal("12.34"));
            h.usage(round == 0 ? event : Harness.numbered(event, 0x1BADCAFE5EED0001L, number));
        }
    }

    private static String license(int number) {
        return "lic-" + (1_000_000 + number);
    }

    private static void requireClose(String what, long stated, long measured) {
        assertTrue(
                Math.abs(measured - stated) <= stated / 10,
                what + " takes " + measured + " bytes; " + stated + " are stated");
    }
}
