package io.tallyport.pipeline;

import static io.tallyport.pipeline.StatementSteps.CLOSED;
import static io.tallyport.pipeline.StatementSteps.LICENSE;
import static io.tallyport.pipeline.StatementSteps.MARCH;
import static io.tallyport.pipeline.StatementSteps.alerts;
import static io.tallyport.pipeline.StatementSteps.all;
import static io.tallyport.pipeline.StatementSteps.catalog;
import static io.tallyport.pipeline.StatementSteps.command;
import static io.tallyport.pipeline.StatementSteps.events;
import static io.tallyport.pipeline.StatementSteps.lowest;
import static io.tallyport.pipeline.StatementSteps.peaks;
import static io.tallyport.pipeline.StatementSteps.refusal;
import static io.tallyport.pipeline.StatementSteps.release;
import static io.tallyport.pipeline.StatementSteps.started;
import static io.tallyport.pipeline.StatementSteps.statements;
import static io.tallyport.pipeline.StatementSteps.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.metering.Expression;
import io.tallyport.pipeline.mapping.RecountMapping;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.RecountRequestV1;
import io.tallyport.wire.StatementStatus;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageStatementV1;
import io.tallyport.wire.VerdictKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Periods that are due and have no statement yet: why, for how long, and what becomes of them. */
class HeldStatementsTest {

    private static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");

    @TempDir
    Path folder;

    private final AtomicBoolean bug = new AtomicBoolean();
    private final Expression withBug = (event, path) -> {
        if (bug.get()) {
            throw new IllegalStateException("planted bug");
        }
        return Expression.FIELD_PATHS.valueAt(event, path);
    };

    @Test
    void aPeriodWaitsForItsRecountAndIsIssuedOnceThatIsThere() {
        try (var h = started(folder, peaks())) {
            var high = Harness.tokens(LICENSE, "high", Harness.START, 9L).build();
            long at = h.usage(UsageEventV1.newBuilder(high));
            h.usage(Harness.tokens(LICENSE, "low", Harness.START, 3L));
            h.usage(Corrections.voiding(high, at, "v1"));
            h.tick(CLOSED);
            h.slice();
            var held = all(h).get(0);
            assertEquals(StatementStatus.HELD, held.getStatus());
            assertEquals("RECOUNTING", held.getHeldReason());
            assertEquals(List.of(), held.getLines());
            h.tick(CLOSED.plus(Duration.ofHours(1)));
            h.slice();
            assertEquals(List.of("OPENED"), alerts(h));
            var request = h.read(TopicCatalog.RECOUNT_REQUESTS).get(0);
            h.usage(UsageEventV1.newBuilder(RecountMapping.answer(request, lowest(request))));
            h.slice();
            var issued = all(h).get(1);
            assertEquals(1, issued.getNumber());
            assertEquals("peak@1 3 of 0 +3", text(issued.getLines().get(0)));
            assertEquals("", issued.getReleasedBy());
            assertEquals(List.of("OPENED", "RESOLVED"), alerts(h));
        }
    }

    @Test
    void aHeldStatementCanBeReleasedAndSaysWhatWasMissing() {
        try (var h = started(folder, peaks())) {
            var high = Harness.tokens(LICENSE, "high", Harness.START, 9L).build();
            long at = h.usage(UsageEventV1.newBuilder(high));
            h.usage(Harness.tokens(LICENSE, "low", Harness.START, 3L));
            h.usage(Corrections.voiding(high, at, "v1"));
            release(h, "r0", "1");
            assertEquals("STATEMENT_NOT_HELD", refusal(h));
            h.tick(CLOSED);
            h.slice();
            release(h, "r1", "one");
            assertEquals("NUMBER_INVALID", refusal(h));
            release(h, "r2", "2");
            assertEquals("STATEMENT_NOT_HELD", refusal(h));
            release(h, "r3", "1");
            assertTrue(events(h, "STATEMENT_RELEASED").get(0).getDetail().startsWith("RECOUNTING"));
            var issued = all(h).get(1);
            assertEquals(StatementStatus.ISSUED, issued.getStatus());
            assertEquals("tester", issued.getReleasedBy());
            assertEquals("peak@1 9 of 0 +9", text(issued.getLines().get(0)), "as it was known then");
            var request = h.read(TopicCatalog.RECOUNT_REQUESTS).get(0);
            h.usage(UsageEventV1.newBuilder(RecountMapping.answer(request, lowest(request))));
            h.tick(MARCH.plus(Duration.ofHours(24)));
            h.slice();
            var next = statements(h).get(1).getLines();
            assertEquals("peak@1 -6 of  +-6", text(next.get(next.size() - 1)), "what it turned out to be");
        }
    }

    /** However long: what was used in January is there when the quarantine ends in April. */
    @Test
    void whatIsHeldForMonthsLosesNothing() {
        try (var h = new Harness(folder, withBug)) {
            h.catalog(1, TestCatalogs.quick(10));
            h.issue(LICENSE);
            for (int i = 0; i < 5; i++) {
                h.usage(Harness.tokens(LICENSE, "e" + i, Harness.START, 100L));
            }
            h.tick(Instant.parse("2026-01-31T00:00:00Z"));
            bug.set(true);
            h.usage(Harness.tokens(LICENSE, "sick", Harness.START, 1L));
            bug.set(false);
            h.tick(APRIL.minus(Duration.ofDays(2)));
            h.usage(Harness.tokens(LICENSE, "march", APRIL.minus(Duration.ofDays(3)), 7L));
            h.tick(APRIL);
            h.command(LicenseCommandKind.RELEASE, LICENSE);
            h.slice();
            var first = statements(h).get(0);
            var tokens = first.getLines().stream()
                    .filter(line -> line.getMeter().equals("tokens"))
                    .toList();
            assertEquals("500", tokens.get(0).getQuantity(), "of an event that is too old by now, nothing is counted");
            assertEquals(5, first.getCertificate().getStanding());
            assertEquals(1, h.verdicts(VerdictKind.LATE));
            assertEquals(2, statements(h).size(), "March runs still");
        }
    }

    /** It was due once; that others wait longer from now on does not call it back, nor stop anybody's clock. */
    @Test
    void aLongerGraceDoesNotForgetWhatIsHeld() {
        try (var h = new Harness(folder, withBug)) {
            h.catalog(1, TestCatalogs.quick(10));
            h.issue(LICENSE);
            h.issue("lic-2");
            bug.set(true);
            h.usage(Harness.tokens(LICENSE, "sick", Harness.START, 1L));
            bug.set(false);
            h.tick(CLOSED);
            h.slice();
            assertEquals("QUARANTINED", all(h).get(0).getHeldReason());
            h.catalog(2, patient());
            h.tick(CLOSED.plus(Duration.ofHours(2)));
            for (int i = 0; i < 3; i++) {
                h.slice();
            }
            assertEquals(List.of("OPENED"), alerts(h));
            h.command(LicenseCommandKind.RELEASE, LICENSE);
            h.slice();
            assertEquals(
                    List.of(LICENSE + "/1"),
                    statements(h).stream()
                            .map(UsageStatementV1::getStatementId)
                            .filter(id -> id.startsWith(LICENSE))
                            .toList());
            assertEquals(List.of("OPENED", "RESOLVED"), alerts(h));
        }
    }

    @Test
    void theAlertOfOneEndsWithItAlsoIfTheNextIsHeldToo() {
        try (var h = new Harness(folder, withBug)) {
            h.catalog(1, TestCatalogs.quick(10));
            h.issue(LICENSE);
            bug.set(true);
            h.usage(Harness.tokens(LICENSE, "sick", Harness.START, 1L));
            h.tick(CLOSED);
            h.slice();
            h.tick(MARCH.plus(Duration.ofDays(5)));
            h.slice();
            assertEquals(List.of("OPENED"), alerts(h));
            release(h, "r1", "1");
            assertEquals(List.of("OPENED", "RESOLVED"), alerts(h));
            h.tick(MARCH.plus(Duration.ofDays(5)).plus(Duration.ofHours(1)));
            h.slice();
            assertEquals(List.of("OPENED", "RESOLVED", "OPENED"), alerts(h));
        }
    }

    /** Nothing answers a recount of what is no more; the statement comes all the same. */
    @Test
    void whatIsHeldForARecountThatIsNoMoreIsIssued() {
        try (var h = started(folder, peaks())) {
            var high = Harness.tokens(LICENSE, "high", Harness.START, 9L).build();
            var low = Harness.tokens(LICENSE, "low", Harness.START, 3L).build();
            long highAt = h.usage(UsageEventV1.newBuilder(high));
            long lowAt = h.usage(UsageEventV1.newBuilder(low));
            h.usage(Corrections.voiding(high, highAt, "v1"));
            h.tick(CLOSED.plus(Duration.ofHours(2)));
            h.slice();
            assertEquals(List.of(), statements(h));
            h.usage(Corrections.voiding(low, lowAt, "v2"));
            h.slice();
            assertEquals(1, statements(h).size());
            assertEquals(0, statements(h).get(0).getCertificate().getStanding());
        }
    }

    /** What waited to be recounted when the plan changed is recounted for the part of the first plan as well. */
    @Test
    void aChangeOfPlanDoesNotHideThatARecountIsAwaited() {
        var catalog = new HashMap<>(peaks());
        catalog.put(
                "plans", List.of(Map.of("id", "starter", "product", "acme"), Map.of("id", "pro", "product", "acme")));
        try (var h = started(folder, catalog)) {
            var high = Harness.tokens(LICENSE, "high", Harness.START, 9L).build();
            long at = h.usage(UsageEventV1.newBuilder(high));
            h.usage(Harness.tokens(LICENSE, "low", Harness.START, 3L));
            h.usage(Corrections.voiding(high, at, "v1"));
            command(h, LicenseCommandKind.CHANGE_PLAN, "p1", Map.of("plan", "pro"));
            h.tick(Harness.START.plusSeconds(60));
            h.usage(Harness.tokens(LICENSE, "after", Harness.START.plusSeconds(30), 5L));
            h.tick(Harness.START.plusSeconds(120));
            var requests = h.read(TopicCatalog.RECOUNT_REQUESTS);
            assertEquals(
                    List.of("peak", "peak~"),
                    requests.stream().map(RecountRequestV1::getSeries).toList());
            requests.forEach(
                    request -> h.usage(UsageEventV1.newBuilder(RecountMapping.answer(request, lowest(request)))));
            h.tick(CLOSED);
            h.slice();
            assertEquals(
                    List.of("peak@1 3 of 0 +3", "peak@1 5 of 0 +5"),
                    statements(h).get(0).getLines().stream()
                            .map(StatementSteps::text)
                            .toList());
        }
    }

    /** Many idle years are passed over at once. */
    @Test
    void usageLongAfterTheEndOfALicenseIsStated() {
        try (var h = started(folder, catalog(1, 1))) {
            h.command(LicenseCommandKind.REVOKE, LICENSE);
            Instant later = Instant.parse("2028-06-15T00:00:00Z");
            h.tick(later);
            h.slice();
            h.usage(Harness.call(LICENSE, "after", later));
            h.tick(later.plus(Duration.ofDays(40)));
            h.slice();
            var last = statements(h).get(statements(h).size() - 1);
            assertEquals(2, last.getNumber());
            assertEquals("1", last.getLines().get(0).getQuantity());
        }
    }

    private static Map<String, Object> patient() {
        var catalog = new HashMap<>(TestCatalogs.quick(10));
        catalog.put(
                "meters",
                List.of(
                        Map.of(
                                "id",
                                "calls",
                                "eventType",
                                "api.call",
                                "aggregation",
                                "COUNT",
                                "unit",
                                "call",
                                "lateDataGrace",
                                "P10D"),
                        Map.of(
                                "id",
                                "tokens",
                                "eventType",
                                "api.tokens",
                                "aggregation",
                                "SUM",
                                "value",
                                "usage.tokens",
                                "unit",
                                "token")));
        return catalog;
    }
}
