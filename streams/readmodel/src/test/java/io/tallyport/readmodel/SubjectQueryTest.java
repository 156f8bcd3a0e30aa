package io.tallyport.readmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.MeterReadingV1;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Subjects below a license, and what no license owns. */
final class SubjectQueryTest {

    private static final long DAY_MS = 24 * Samples.HOUR_MS;

    @TempDir
    Path temp = Path.of("");

    private final TestLog log = new TestLog("subjects-" + UUID.randomUUID(), 3);

    private ReadModel model() {
        return TestModel.caughtUp(TestModel.over(log, temp.resolve("model")), log);
    }

    private static List<BigDecimal> values(ReadModel model, ReadingFilter filter) {
        return model.readings("L", filter).value().stream().map(Reading::value).toList();
    }

    /** A subject is shown with those below it, and no other one whose name begins alike. */
    @Test
    void subjectsHaveRowsOfTheirOwnAndOneIsShownWithThoseBelowIt() {
        var values = new ArrayList<MeterReadingV1>();
        values.add(Samples.value("a", "DAY", 0, DAY_MS, "9"));
        var group = Samples.value("a", "DAY", 0, DAY_MS, "8");
        group.setGroup("region=eu");
        values.add(group);
        var paths = List.of("/", "acme", "acme/search", "acme/search/kim", "acme-2", "acme/sea", "acme\\/search");
        for (int i = 0; i < paths.size(); i++) {
            var value = Samples.value("a", "DAY", 0, DAY_MS, Integer.toString(i));
            value.setSubject(paths.get(i));
            values.add(value);
        }
        log.append(TopicCatalog.USAGE_READINGS, "L", Samples.reading("L", 1, values.toArray(MeterReadingV1[]::new)));
        try (var model = model()) {
            assertEquals(List.of(new BigDecimal(9)), values(model, new ReadingFilter("a", null, null, false, 10)));
            assertEquals(
                    List.of(new BigDecimal(9), new BigDecimal(8)),
                    values(model, new ReadingFilter("a", null, null, true, 10)));
            assertEquals(
                    Set.of("", "/", "acme", "acme/search", "acme/search/kim", "acme-2", "acme/sea", "acme\\/search"),
                    subjects(model, ""));
            assertEquals(Set.of("acme", "acme/search", "acme/search/kim", "acme/sea"), subjects(model, "acme"));
            assertEquals(Set.of("acme/search", "acme/search/kim"), subjects(model, "acme/search"));
            assertEquals(Set.of("/"), subjects(model, "/"));
            assertEquals(Set.of(), subjects(model, "nobody"));
        }
    }

    private static Set<String> subjects(ReadModel model, String subject) {
        return model.readings("L", new ReadingFilter("a", null, null, null, false, subject, 100)).value().stream()
                .map(Reading::subject)
                .collect(Collectors.toSet());
    }

    /** What verdicts say of a month gives way to the certificate, whichever comes first. */
    @Test
    void whatNoLicenseOwnsIsSummedUntilItIsCertified() {
        log.append(TopicCatalog.USAGE_VERDICTS, 0, "partition/0", Samples.unowned(0, 1, "LICENSE_MISSING", "a"));
        log.append(TopicCatalog.USAGE_VERDICTS, 0, "partition/0", Samples.unowned(0, 2, "LICENSE_MISSING", "a"));
        log.append(TopicCatalog.USAGE_VERDICTS, 0, "partition/0", Samples.unowned(0, 3, "LICENSE_UNKNOWN", "b"));
        log.append(TopicCatalog.USAGE_VERDICTS, 1, "partition/1", Samples.unowned(1, 4, "NOT_AVRO", ""));
        var ofLicense = Samples.unowned(0, 5, "EVENT_TYPE_UNKNOWN", "a");
        ofLicense.setLicense("L");
        log.append(TopicCatalog.USAGE_VERDICTS, 0, "L", ofLicense);
        try (var model = model()) {
            var found = model.unattributed(0).value();
            assertEquals(
                    List.of(0, 1),
                    found.stream().map(UnattributedUsage::partition).toList());
            assertEquals(3, found.get(0).records());
            assertFalse(found.get(0).certified());
            assertEquals(
                    List.of(
                            new UnattributedUsage.Row("usage.events.v1", "LICENSE_MISSING", "a", false, 2),
                            new UnattributedUsage.Row("usage.events.v1", "LICENSE_UNKNOWN", "b", false, 1)),
                    found.get(0).rows());
            assertEquals(List.of(), model.unattributed(31 * DAY_MS).value());
            log.append(TopicCatalog.USAGE_STATEMENTS, 0, "unattributed/0", Samples.unattributed(0, 7));
            TestModel.caughtUp(model, log);
            log.append(TopicCatalog.USAGE_VERDICTS, 0, "partition/0", Samples.unowned(0, 6, "CORRUPT", ""));
            TestModel.caughtUp(model, log);
            var certified = model.unattributed(0).value();
            assertTrue(certified.get(0).certified());
            assertEquals(7, certified.get(0).records());
            assertFalse(certified.get(1).certified());
            assertEquals(
                    List.of(),
                    model.statements(new StatementFilter(null, null, null, null, null, 10))
                            .value());
        }
    }
}
