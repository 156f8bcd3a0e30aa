package io.tallyport.readmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.readmodel.store.Key;
import io.tallyport.readmodel.store.RowStore;
import io.tallyport.wire.LicenseEventV1;
import io.tallyport.wire.UsageStatementV1;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StatementTableTest {

    private static final YearMonth JANUARY = YearMonth.of(2026, 1);
    private static final YearMonth FEBRUARY = YearMonth.of(2026, 2);

    @TempDir
    Path temp = Path.of("");

    private final TestLog log = new TestLog("statements-" + UUID.randomUUID(), 3);

    private ReadModel model() {
        return TestModel.caughtUp(TestModel.over(log, temp.resolve("model")), log);
    }

    @Test
    void aStatementIsThereOnceItsLastPageIsAndHasTheLinesOfAll() {
        var pages = StatementSamples.issued("L", 1, 3, 2);
        append(pages.subList(0, 2));
        try (var model = model()) {
            assertEquals(List.of(), list(model, null, null, null));
            assertTrue(model.statement("L", 1).value().isEmpty());
            assertEquals(List.of(), model.statementLines("L", 1, 1).value());
            append(pages.subList(2, 3));
            TestModel.caughtUp(model, log);
            var statement = model.statement("L", 1).value().orElseThrow();
            assertEquals(6, statement.summary().lines());
            assertEquals(
                    List.of("m-1-0", "m-1-1", "m-2-0", "m-2-1", "m-3-0", "m-3-1"),
                    statement.lines().stream().map(StatementLine::meter).toList());
            assertEquals("12.50", statement.lines().get(0).quantity().toPlainString());
            assertEquals("included", statement.lines().get(0).burnt().get(0).grant());
            var certificate = Objects.requireNonNull(statement.certificate());
            assertEquals(8, certificate.standing());
            assertEquals(9, certificate.read().get(0).records());
            assertEquals(2, model.statementLines("L", 1, 3).value().size());
            assertEquals(0, model.statementLines("L", 1, 4).value().size());
        }
    }

    @Test
    void aHeldOneGivesWayToTheIssuedOneOfItsNumberAndNeverComesBack() {
        append(List.of(StatementSamples.held("L", 1), StatementSamples.held("M", 1)));
        append(StatementSamples.issued("L", 1, 1, 1));
        append(List.of(StatementSamples.held("L", 1)));
        try (var model = model()) {
            assertEquals(List.of("L/1 ISSUED", "M/1 HELD"), list(model, null, null, null));
            assertEquals(List.of("M/1 HELD"), list(model, null, null, StatementStatus.HELD));
            assertEquals(List.of("L/1 ISSUED"), list(model, null, null, StatementStatus.ISSUED));
            var held = model.statement("M", 1).value().orElseThrow();
            assertEquals(List.of(), held.lines());
            assertEquals("QUARANTINED", held.summary().heldReason());
            assertEquals(1_000L, held.summary().heldSinceMs());
        }
    }

    @Test
    void recordsThatMakeNoSenseAreSkippedAndTheStatementStaysOut() {
        var pages = StatementSamples.issued("L", 1, 2, 1);
        append(List.of(
                pages.get(1),
                UsageStatementV1.newBuilder(StatementSamples.held("L", 2))
                        .setNumber(0)
                        .build(),
                UsageStatementV1.newBuilder(pages.get(0)).setPage(3).build()));
        var wrong = StatementSamples.line("m");
        wrong.setQuantity("many");
        append(List.of(UsageStatementV1.newBuilder(
                        StatementSamples.issued("L", 3, 1, 0).get(0))
                .setLines(List.of(wrong))
                .build()));
        try (var model = model()) {
            assertEquals(List.of(), list(model, null, null, null));
        }
    }

    @Test
    void newestPeriodsComeFirstAndPagesGoOnWhereTheyStopped() {
        for (int number = 1; number <= 3; number++) {
            for (String license : List.of("a", "b", "c")) {
                append(StatementSamples.issued(license, number, 1, 1));
            }
        }
        try (var model = model()) {
            var all = list(model, null, null, null);
            assertEquals(List.of("a/3 ISSUED", "b/3 ISSUED", "c/3 ISSUED", "a/2 ISSUED"), all.subList(0, 4));
            assertEquals(9, all.size());
            for (int limit : List.of(1, 2, 4, 9)) {
                assertEquals(all, paged(model, new StatementFilter(null, null, null, null, null, limit)));
            }
            assertEquals(List.of("b/3 ISSUED", "b/2 ISSUED", "b/1 ISSUED"), list(model, "b", null, null));
            assertEquals(
                    List.of("b/2 ISSUED"), paged(model, new StatementFilter(null, "c-b", FEBRUARY, null, null, 1)));
        }
    }

    @Test
    void aPeriodListsWhatIsIssuedHeldAndWaitsByLicense() {
        license("early", "", "2025-12-31T23:00:00Z", null);
        license("held", "", "2026-01-01T00:00:00Z", null);
        license("late", "", "2026-02-01T00:00:00Z", null);
        license("over", "", "2025-11-01T00:00:00Z", "2025-12-31T23:59:59Z");
        license("stated", "", "2026-01-31T23:59:59Z", null);
        append(List.of(StatementSamples.held("held", 1)));
        append(StatementSamples.issued("stated", 1, 1, 1));
        append(StatementSamples.issued("unheard-of", 1, 1, 1));
        try (var model = model()) {
            assertEquals(
                    List.of("early waits", "held/1 HELD", "stated/1 ISSUED", "unheard-of/1 ISSUED"),
                    list(model, null, JANUARY, null));
            assertEquals(List.of("early waits"), list(model, null, JANUARY, StatementStatus.WAITING));
            for (int limit : List.of(1, 2, 3)) {
                assertEquals(
                        list(model, null, JANUARY, null),
                        paged(model, new StatementFilter(null, null, JANUARY, null, null, limit)));
            }
            // of the month before, nothing is said of one whose first statement is of January
            assertEquals(List.of("early waits", "over waits"), list(model, null, YearMonth.of(2025, 12), null));
            var row = model.statements(new StatementFilter("early", null, JANUARY, null, null, 1))
                    .value()
                    .get(0);
            assertEquals("c-early", row.customer());
            assertEquals(StatementSamples.startMs(2, ""), row.toMs());
        }
    }

    @Test
    void monthsAreThoseOfTheLicensesOwnTimeZone() {
        license("auckland", "Pacific/Auckland", "2025-06-01T00:00:00Z", null);
        license("honolulu", "Pacific/Honolulu", "2025-06-01T00:00:00Z", null);
        append(StatementSamples.issued("auckland", 1, "Pacific/Auckland", 1, 1));
        append(StatementSamples.issued("auckland", 2, "Pacific/Auckland", 1, 1));
        append(StatementSamples.issued("honolulu", 1, "Pacific/Honolulu", 1, 1));
        try (var model = model()) {
            assertEquals(List.of("auckland/1 ISSUED", "honolulu/1 ISSUED"), list(model, null, JANUARY, null));
            assertEquals(List.of("auckland/2 ISSUED", "honolulu waits"), list(model, null, FEBRUARY, null));
        }
    }

    @Test
    void withoutAPeriodWhatWaitsIsWhatFollowsTheLastStatementUpToNow() {
        license("a", "", "2025-12-15T00:00:00Z", null);
        license("b", "", "2026-01-05T00:00:00Z", "2026-02-28T00:00:00Z");
        append(StatementSamples.issued("a", 1, 1, 1));
        for (int p = 0; p < log.partitions(); p++) {
            log.append(
                    TopicCatalog.ENTITLEMENT_SNAPSHOTS,
                    p,
                    "heartbeat/" + p,
                    Samples.heartbeat(p, StatementSamples.startMs(4, "") - 1));
        }
        try (var model = model()) {
            assertEquals(
                    List.of("a 2026-03", "a 2026-02", "b 2026-02", "b 2026-01"),
                    model
                            .statements(new StatementFilter(null, null, null, StatementStatus.WAITING, null, 10))
                            .value()
                            .stream()
                            .map(row -> row.license() + " "
                                    + java.time.Instant.ofEpochMilli(row.fromMs())
                                            .toString()
                                            .substring(0, 7))
                            .toList());
        }
    }

    @Test
    void ofALicenseThatEndedThePeriodOfItsEndIsTheLastThatWaits() {
        license("expired", "", "2025-12-15T00:00:00Z", "2025-12-31T00:00:00Z");
        // the pipeline was away, and heard of the end in February
        log.append(
                TopicCatalog.LICENSE_EVENTS,
                "expired",
                ended("expired", "EXPIRED", StatementSamples.startMs(2, "") + 5));
        license("revoked", "", "2025-12-15T00:00:00Z", "2027-01-01T00:00:00Z");
        log.append(
                TopicCatalog.LICENSE_EVENTS, "revoked", ended("revoked", "REVOKED", StatementSamples.startMs(1, "")));
        try (var model = model()) {
            assertEquals(List.of("expired waits", "revoked waits"), list(model, null, JANUARY, null));
            assertEquals(List.of("expired waits"), list(model, null, FEBRUARY, null));
            assertEquals(List.of(), list(model, null, YearMonth.of(2026, 3), null));
        }
    }

    private static LicenseEventV1 ended(String license, String type, long atMs) {
        return LicenseEventV1.newBuilder(Samples.event(license, 2, type, type))
                .setAtMs(atMs)
                .build();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 199, 200, 201, 450})
    void anyNumberOfLicensesIsListedWhole(int licenses) {
        for (int i = 0; i < licenses; i++) {
            license("lic-%03d".formatted(i), "", "2026-01-01T00:00:00Z", null);
            if (i % 3 == 0) {
                append(StatementSamples.issued("lic-%03d".formatted(i), 1, 1, 0));
            }
        }
        try (var model = model()) {
            var all = list(model, null, JANUARY, null);
            assertEquals(licenses, all.size());
            assertEquals(all.stream().sorted().toList(), all);
            assertEquals(all, paged(model, new StatementFilter(null, null, JANUARY, null, null, 170)));
        }
    }

    /** A store of a build that did not know the topic has no offsets of it. */
    @Test
    void aStoreThatDoesNotKnowTheTopicReadsItFromItsBeginning() {
        append(StatementSamples.issued("L", 1, 2, 1));
        license("L", "", "2026-01-01T00:00:00Z", null);
        model().close();
        try (var store = RowStore.open(temp.resolve("model"))) {
            store.write(changes -> {
                var keys = new ArrayList<byte[]>();
                for (Key part : List.of(
                        Key.of(Letters.STATEMENTS),
                        Key.of(Letters.STATEMENT_PAGES),
                        Key.of(Letters.STATEMENT_STARTS),
                        Key.of(Letters.OFFSETS).text(TopicCatalog.USAGE_STATEMENTS.name()))) {
                    changes.scan(part.bytes(), null, (key, value) -> keys.add(key));
                }
                assertTrue(keys.size() > 4);
                keys.forEach(changes::delete);
            });
        }
        try (var model = model()) {
            assertEquals(List.of("L/1 ISSUED"), list(model, null, JANUARY, null));
        }
    }

    private void license(String license, String zone, String at, @Nullable String expiresAt) {
        log.append(TopicCatalog.LICENSE_EVENTS, license, StatementSamples.issuedLicense(license, zone, at, expiresAt));
    }

    private void append(List<UsageStatementV1> records) {
        records.forEach(record -> log.append(TopicCatalog.USAGE_STATEMENTS, record.getLicense(), record));
    }

    private static List<String> list(
            ReadModel model, @Nullable String license, @Nullable YearMonth period, @Nullable StatementStatus status) {
        return texts(model.statements(new StatementFilter(license, null, period, status, null, 1_000))
                .value());
    }

    private static List<String> paged(ReadModel model, StatementFilter filter) {
        var all = new ArrayList<String>();
        for (var next = filter; ; ) {
            var page = model.statements(next).value();
            all.addAll(texts(page));
            if (page.size() < filter.limit()) {
                return all;
            }
            next = filter.behind(page.get(page.size() - 1).position());
        }
    }

    private static List<String> texts(List<StatementSummary> rows) {
        return rows.stream()
                .map(row -> row.status() == StatementStatus.WAITING
                        ? row.license() + " waits"
                        : row.statement() + " " + row.status())
                .toList();
    }
}
