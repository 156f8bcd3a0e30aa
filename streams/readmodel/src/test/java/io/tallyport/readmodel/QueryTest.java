package io.tallyport.readmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.entitlement.EntitlementCheck;
import io.tallyport.domain.entitlement.Verdict;
import io.tallyport.wire.AnomalyAlertStatus;
import io.tallyport.wire.AuditEntryV1;
import io.tallyport.wire.CheckDecisionV1;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.QuotaAlertStatus;
import io.tallyport.wire.VerdictKind;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QueryTest {

    private static final long DAY_MS = 24 * Samples.HOUR_MS;

    @TempDir
    Path temp = Path.of("");

    private final TestLog log = new TestLog("query-" + UUID.randomUUID(), 3);

    private ReadModel model() {
        return TestModel.caughtUp(TestModel.over(log, temp.resolve("model")), log);
    }

    @Test
    void readingsComeNewestWindowFirstAndTheHighestVersionWins() {
        var month = Samples.value("requests", "MONTH", 0, 31 * DAY_MS, "11");
        var hour0 = Samples.value("requests", "HOUR", 0, Samples.HOUR_MS, "4");
        var hour1 = Samples.value("requests", "HOUR", Samples.HOUR_MS, 2 * Samples.HOUR_MS, "7");
        log.append(TopicCatalog.USAGE_READINGS, "L", Samples.reading("L", 2, month, hour1));
        log.append(
                TopicCatalog.USAGE_READINGS,
                "L",
                Samples.reading("L", 1, Samples.value("requests", "MONTH", 0, 31 * DAY_MS, "4"), hour0));
        log.append(TopicCatalog.USAGE_READINGS, "M", Samples.reading("M", 1, hour0));
        try (var model = model()) {
            var all = model.readings("L", ReadingFilter.newest(10)).value();
            assertEquals(
                    List.of("HOUR 3600000 7", "MONTH 0 11", "HOUR 0 4"),
                    all.stream()
                            .map(r -> r.window() + " " + r.fromMs() + " " + r.value())
                            .toList());
            assertEquals(List.of(2L, 2L, 1L), all.stream().map(Reading::version).toList());
            assertEquals(1, model.readings("L", ReadingFilter.newest(1)).value().size());
        }
    }

    @Test
    void groupsAndVersionsHaveRowsOfTheirOwnAndGroupsAreShownWhenAskedFor() {
        var total = Samples.value("a", "DAY", 0, DAY_MS, "3");
        var group = Samples.value("a", "DAY", 0, DAY_MS, "1");
        group.setGroup("region=eu");
        var second = Samples.value("a", "DAY", 0, DAY_MS, "9");
        second.setMeterVersion(2);
        log.append(TopicCatalog.USAGE_READINGS, "L", Samples.reading("L", 1, total, group, second));
        try (var model = model()) {
            assertEquals("[3, 9]", values(model, new ReadingFilter("a", null, null, false, 10)));
            assertEquals("[3, 1, 9]", values(model, new ReadingFilter("a", null, null, true, 10)));
        }
    }

    @Test
    void readingsAreFilteredByMeterWindowAndStart() {
        log.append(
                TopicCatalog.USAGE_READINGS,
                "L",
                Samples.reading(
                        "L",
                        1,
                        Samples.value("a", "DAY", 0, DAY_MS, "1"),
                        Samples.value("b", "DAY", 0, DAY_MS, "2"),
                        Samples.value("a", "DAY", DAY_MS, 2 * DAY_MS, "3"),
                        Samples.value("a", "DAYS", DAY_MS, 2 * DAY_MS, "4"),
                        Samples.value("a", "HOUR", DAY_MS, DAY_MS + 1, "5")));
        try (var model = model()) {
            assertEquals("[2]", values(model, new ReadingFilter("b", null, null, false, 10)));
            assertEquals("[3, 1, 2]", values(model, new ReadingFilter(null, "DAY", null, false, 10)));
            assertEquals("[3, 4, 5]", values(model, new ReadingFilter("a", null, DAY_MS, false, 10)));
            assertEquals("[]", values(model, new ReadingFilter("none", "DAY", null, false, 10)));
        }
    }

    /** There are so many of them that nothing else would be seen. */
    @Test
    void minutesAreShownWhenAskedForAndThoseOfAnyTimeCanBe() {
        var values = new ArrayList<MeterReadingV1>();
        values.add(Samples.value("a", "HOUR", 0, 3_600_000, "60"));
        for (int minute = 0; minute < 60; minute++) {
            values.add(Samples.value("a", "MINUTE", minute * 60_000L, (minute + 1) * 60_000L, "" + minute));
        }
        log.append(TopicCatalog.USAGE_READINGS, "L", Samples.reading("L", 1, values.toArray(new MeterReadingV1[0])));
        try (var model = model()) {
            assertEquals("[60]", values(model, new ReadingFilter(null, null, null, false, 3)));
            assertEquals("[59, 58, 57]", values(model, new ReadingFilter(null, "MINUTE", null, false, 3)));
            assertEquals(
                    "[8, 7, 6]", values(model, new ReadingFilter(null, "MINUTE", null, 9 * 60_000L, false, null, 3)));
            assertEquals(
                    "[8, 7]",
                    values(model, new ReadingFilter("a", "MINUTE", 7 * 60_000L, 8 * 60_000L + 1, false, null, 9)));
            assertEquals("[]", values(model, new ReadingFilter(null, null, null, 0L, false, null, 3)));
        }
    }

    @Test
    void theTimelineTellsTheLastEventsInTheirOrderWithRefusals() {
        for (int version = 1; version <= 4; version++) {
            log.append(TopicCatalog.LICENSE_EVENTS, "L", Samples.event("L", version, "RESUMED", "ACTIVE"));
        }
        log.append(TopicCatalog.LICENSE_EVENTS, "L", Samples.event("L", 4, "REFUSED", "ACTIVE"));
        log.append(TopicCatalog.LICENSE_EVENTS, "L2", Samples.event("L2", 1, "ISSUED", "ACTIVE"));
        try (var model = model()) {
            var events = model.timeline("L", 3).value();
            assertEquals(
                    List.of("3 RESUMED", "4 RESUMED", "4 REFUSED"),
                    events.stream().map(e -> e.version() + " " + e.type()).toList());
            assertEquals(List.of(), model.timeline("unknown", 3).value());
        }
    }

    @Test
    void anAlertStandsAsItsLatestRecordSaysAndTheLatestChangeComesFirst() {
        log.append(TopicCatalog.QUOTA_ALERTS, "L", Samples.alert("q1", QuotaAlertStatus.OPENED, "L"));
        log.pass(10);
        log.append(TopicCatalog.ANOMALY_ALERTS, "L", Samples.anomaly("a1", AnomalyAlertStatus.OPENED, "L"));
        log.pass(10);
        log.append(TopicCatalog.QUOTA_ALERTS, "M", Samples.alert("q2", QuotaAlertStatus.OPENED, "M"));
        log.pass(10);
        log.append(TopicCatalog.QUOTA_ALERTS, "L", Samples.alert("q1", QuotaAlertStatus.RESOLVED, "L"));
        try (var model = model()) {
            assertEquals(List.of("q1 RESOLVED", "q2 OPENED", "a1 OPENED"), alerts(model.alerts(null, 10)));
            assertEquals(List.of("q1 RESOLVED", "a1 OPENED"), alerts(model.alerts("L", 10)));
            assertEquals(List.of("q1 RESOLVED"), alerts(model.alerts("L", 1)));
            var anomaly = assertInstanceOf(
                    AnomalyAlert.class, model.alert("a1").value().orElseThrow());
            assertEquals(new BigDecimal("99.5"), anomaly.observed());
            assertTrue(model.alert("none").value().isEmpty());
        }
    }

    @Test
    void aDecisionIsKeptWithItsBasisAndCanBeTakenAgain() {
        log.append(TopicCatalog.ENTITLEMENT_DECISIONS, "L", Samples.decision("d1", "L", "DENY"));
        log.pass(1);
        log.append(TopicCatalog.ENTITLEMENT_DECISIONS, "M", Samples.decision("d2", "M", "ALLOW"));
        log.pass(1);
        log.append(
                TopicCatalog.ENTITLEMENT_DECISIONS,
                "L",
                CheckDecisionV1.newBuilder(Samples.decision("d3", "L", "DENY"))
                        .setState("ACTIVE")
                        .setAtMs(1000)
                        .setViewAgeMs(50)
                        .build());
        try (var model = model()) {
            assertEquals(
                    List.of("d3", "d2", "d1"),
                    model.decisions(null, 10).value().stream()
                            .map(RecordedDecision::decisionId)
                            .toList());
            assertEquals(2, model.decisions("L", 10).value().size());
            var decision = model.decision("d3").value().orElseThrow();
            assertEquals(
                    Map.of("limit", "10", "used", "11"),
                    java.util.Objects.requireNonNull(decision.evidence()).inputs());
            assertEquals("entitlement.snapshots.v1-2@5", String.valueOf(decision.view()));
            assertEquals(
                    Verdict.DENY, EntitlementCheck.decide(decision.inputs()).verdict());
            assertTrue(model.decision("none").value().isEmpty());
        }
    }

    @Test
    void rejectedUsageIsListedUntilItWasSentAgain() {
        reject("L", "LICENSE_UNKNOWN", 1);
        reject("L", "VALUE_MISSING", 2);
        reject("", "NOT_AVRO", 3);
        log.append(TopicCatalog.USAGE_VERDICTS, "L", Samples.verdict(VerdictKind.CONFLICT, "L", "C", 0, 4));
        log.append(TopicCatalog.AUDIT_ENTRIES, "L", Samples.resubmit("r1", 0, 1));
        try (var model = model()) {
            assertEquals(List.of("NOT_AVRO", "VALUE_MISSING"), reasons(model.rejected(null, null, 10, false)));
            assertEquals(
                    List.of("NOT_AVRO", "VALUE_MISSING", "LICENSE_UNKNOWN"),
                    reasons(model.rejected(null, null, 10, true)));
            assertEquals(List.of("VALUE_MISSING"), reasons(model.rejected(null, "L", 10, false)));
            assertEquals(List.of(), reasons(model.rejected("LICENSE_UNKNOWN", "L", 10, false)));
            var sentAgain =
                    model.rejected("LICENSE_UNKNOWN", "L", 10, true).value().get(0);
            assertTrue(sentAgain.resubmitted());
            assertEquals("usage.events.v1-0@1", sentAgain.origin().toString());
            assertFalse(model.uncounted("usage.events.v1", 0, 3)
                    .value()
                    .orElseThrow()
                    .resubmitted());
            assertEquals(
                    1,
                    model.uncounted(new UncountedFilter(UncountedKind.CONFLICT, null, "L", 10, false))
                            .value()
                            .size());
        }
    }

    @Test
    void usageThatWasSentAgainIsMarkedEvenIfItsVerdictArrivesLater() {
        log.append(TopicCatalog.AUDIT_ENTRIES, "L", Samples.resubmit("r1", 0, 1));
        try (var model = model()) {
            reject("L", "LICENSE_UNKNOWN", 1);
            TestModel.caughtUp(model, log);
            assertEquals(List.of(), reasons(model.rejected(null, null, 10, false)));
            assertTrue(model.rejected(null, null, 10, true).value().get(0).resubmitted());
        }
    }

    @Test
    void totalsCountEveryUsageRecordOnceRangesIncluded() {
        log.append(TopicCatalog.USAGE_VERDICTS, "L", Samples.verdicts(VerdictKind.COUNTED, "L", "", 0, 0, 1000));
        log.append(TopicCatalog.USAGE_VERDICTS, "M", Samples.verdicts(VerdictKind.COUNTED, "M", "", 1, 0, 234));
        log.append(TopicCatalog.USAGE_VERDICTS, "L", Samples.verdict(VerdictKind.DUPLICATE, "L", "D", 0, 1001));
        log.append(TopicCatalog.USAGE_VERDICTS, "L", Samples.verdict(VerdictKind.LATE, "L", "O", 0, 1002));
        log.append(TopicCatalog.USAGE_VERDICTS, "L", Samples.verdict(VerdictKind.CONFLICT, "L", "C", 0, 1003));
        reject("L", "ID_MISSING", 1004);
        reject("L", "ID_MISSING", 1005);
        log.append(TopicCatalog.USAGE_VERDICTS, "L", Samples.verdict(VerdictKind.CORRECTED, "L", "V", 0, 1006));
        try (var model = model()) {
            var totals = model.verdictTotals().value();
            assertEquals(new VerdictTotals(1234, 1, 1, 1, 2, 1), totals);
            assertEquals(1240, totals.all());
        }
        try (var model = model()) {
            assertEquals(1240, model.verdictTotals().value().all());
        }
    }

    @Test
    void aRevisionIsKeptOnceAndTheLatestIsTheAnswerWithoutANumber() {
        for (int p = 0; p < log.partitions(); p++) {
            log.append(TopicCatalog.CATALOG_REVISIONS, p, "c", Samples.revision(1));
            log.append(TopicCatalog.CATALOG_REVISIONS, p, "c", Samples.tick(77));
            log.append(TopicCatalog.CATALOG_REVISIONS, p, "c", Samples.revision(2));
        }
        try (var model = model()) {
            var latest = model.catalogRevision(null).value().orElseThrow();
            assertEquals(2, latest.revision());
            assertEquals("{\"revision\":2}", latest.document());
            assertEquals("ada", latest.author());
            assertEquals(2000, latest.appliedAtMs());
            assertEquals(1, model.catalogRevision(1L).value().orElseThrow().revision());
            assertTrue(model.catalogRevision(3L).value().isEmpty());
            assertEquals(2, model.catalogRevisions(10).value().size());
        }
    }

    @Test
    void licensesArePagedByIdAndEntitlementsKeepABoundedHistory() {
        int versions = EntitlementTable.HISTORY + 20;
        for (String license : List.of("b", "a", "c", "ab")) {
            log.append(TopicCatalog.ENTITLEMENT_SNAPSHOTS, license, Samples.snapshot(license, 1));
        }
        for (int version = 2; version <= versions; version++) {
            log.append(TopicCatalog.ENTITLEMENT_SNAPSHOTS, "a", Samples.snapshot("a", version));
        }
        try (var model = model()) {
            assertEquals(List.of("a", "ab", "b"), ids(model.licenses(null, 3)));
            assertEquals(List.of("c"), ids(model.licenses("b", 3)));
            assertEquals(List.of("ab", "b", "c"), ids(model.licenses("aa", 10)));
            assertEquals(
                    versions, model.entitlement("a", null).value().orElseThrow().version());
            assertTrue(model.entitlement("a", 20L).value().isEmpty());
            assertEquals(21, model.entitlement("a", 21L).value().orElseThrow().version());
            assertTrue(model.entitlement("unknown", null).value().isEmpty());
        }
    }

    @Test
    void aRemovedKeyOfTheCompactedTopicIsRemoved() {
        log.append(TopicCatalog.ENTITLEMENT_SNAPSHOTS, 0, "a", Samples.snapshot("a", 1));
        log.appendBytes(TopicCatalog.ENTITLEMENT_SNAPSHOTS, 0, "a", null);
        try (var model = model()) {
            assertTrue(model.entitlement("a", null).value().isEmpty());
            assertTrue(model.entitlement("a", 1L).value().isEmpty());
        }
    }

    @Test
    void anAnswerIsAsOfTheSlowestPartitionsHeartbeat() {
        log.append(TopicCatalog.ENTITLEMENT_SNAPSHOTS, 0, "heartbeat/0", Samples.heartbeat(0, 500));
        log.append(TopicCatalog.ENTITLEMENT_SNAPSHOTS, 1, "heartbeat/1", Samples.heartbeat(1, 700));
        try (var model = model()) {
            assertEquals(500, model.verdictTotals().asOfMs());
            log.append(TopicCatalog.ENTITLEMENT_SNAPSHOTS, 0, "heartbeat/0", Samples.heartbeat(0, 800));
            TestModel.caughtUp(model, log);
            assertEquals(700, model.verdictTotals().asOfMs());
        }
    }

    @Test
    void auditEntriesAreListedNewestFirst() {
        for (int i = 1; i <= 3; i++) {
            log.pass(1);
            log.append(
                    TopicCatalog.AUDIT_ENTRIES,
                    0,
                    "L",
                    AuditEntryV1.newBuilder()
                            .setEntryId("e" + i)
                            .setLicense(i == 2 ? "" : "L")
                            .setActor("ada")
                            .setAction("license.suspend")
                            .build());
        }
        try (var model = model()) {
            assertEquals(
                    List.of("e3", "e2"),
                    model.audit(null, 2).value().stream()
                            .map(AuditEntry::entryId)
                            .toList());
            assertEquals(
                    List.of("e3", "e1"),
                    model.audit("L", 10).value().stream()
                            .map(AuditEntry::entryId)
                            .toList());
        }
    }

    @Test
    void aLimitOutOfRangeIsRefusedByName() {
        try (var model = model()) {
            var refused = assertThrows(IllegalArgumentException.class, () -> model.alerts(null, 0));
            assertEquals("limit must be from 1 to 10000, but is 0", refused.getMessage());
            assertThrows(IllegalArgumentException.class, () -> model.licenses(null, 10_001));
        }
    }

    @Test
    void duplicatesAreForgottenAfterADayAndRejectionsAfterFiveWeeks() {
        log.append(TopicCatalog.USAGE_VERDICTS, 0, "L", Samples.verdict(VerdictKind.DUPLICATE, "L", "D", 0, 1));
        log.append(TopicCatalog.USAGE_VERDICTS, 0, "L", Samples.verdict(VerdictKind.REJECTED, "L", "R", 0, 2));
        log.pass(2 * DAY_MS);
        log.append(TopicCatalog.USAGE_VERDICTS, 1, "L", Samples.verdict(VerdictKind.DUPLICATE, "L", "D", 0, 3));
        try (var model = model()) {
            assertEquals(
                    List.of(3L),
                    model.uncounted(new UncountedFilter(UncountedKind.DUPLICATE, null, "L", 10, true)).value().stream()
                            .map(u -> u.origin().offset())
                            .toList());
            assertEquals(1, model.rejected(null, null, 10, false).value().size());
            log.pass(40 * DAY_MS);
            log.append(TopicCatalog.USAGE_VERDICTS, 1, "L", Samples.verdict(VerdictKind.REJECTED, "L", "R", 0, 4));
            TestModel.caughtUp(model, log);
            assertEquals(
                    List.of(4L),
                    model.rejected(null, null, 10, false).value().stream()
                            .map(u -> u.origin().offset())
                            .toList());
            assertEquals(4, model.verdictTotals().value().all());
        }
    }

    private void reject(String license, String reason, long offset) {
        log.pass(1);
        log.append(TopicCatalog.USAGE_VERDICTS, "L", Samples.verdict(VerdictKind.REJECTED, license, reason, 0, offset));
    }

    private static String values(ReadModel model, ReadingFilter filter) {
        return model.readings("L", filter).value().stream()
                .map(Reading::value)
                .toList()
                .toString();
    }

    private static List<String> alerts(Answer<List<Alert>> answer) {
        return answer.value().stream()
                .map(alert -> alert.alertId() + " " + alert.status())
                .toList();
    }

    private static List<String> reasons(Answer<List<UncountedUsage>> answer) {
        return answer.value().stream().map(UncountedUsage::reason).toList();
    }

    private static List<String> ids(Answer<List<LicenseSummary>> answer) {
        return answer.value().stream().map(LicenseSummary::license).toList();
    }
}
