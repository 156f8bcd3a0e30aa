package io.tallyport.pipeline;

import static io.tallyport.pipeline.StatementSteps.CLOSED;
import static io.tallyport.pipeline.StatementSteps.LICENSE;
import static io.tallyport.pipeline.StatementSteps.MARCH;
import static io.tallyport.pipeline.StatementSteps.adjust;
import static io.tallyport.pipeline.StatementSteps.call;
import static io.tallyport.pipeline.StatementSteps.catalog;
import static io.tallyport.pipeline.StatementSteps.command;
import static io.tallyport.pipeline.StatementSteps.events;
import static io.tallyport.pipeline.StatementSteps.limited;
import static io.tallyport.pipeline.StatementSteps.refusal;
import static io.tallyport.pipeline.StatementSteps.started;
import static io.tallyport.pipeline.StatementSteps.statements;
import static io.tallyport.pipeline.StatementSteps.text;
import static io.tallyport.pipeline.StatementSteps.with;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.StatementLineV1;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a period is closed, what its statement says, and what keeps it back. */
class StatementsTest {

    private static final Instant FEBRUARY = Instant.parse("2026-02-01T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void aPeriodIsClosedOnceItsGraceIsOverAndNamedMetersHaveALineThoughUnused() {
        try (var h = started(folder, catalog(1, 2))) {
            call(h, "a");
            h.tick(CLOSED.minusMillis(1));
            h.slice();
            assertEquals(List.of(), statements(h));
            h.tick(CLOSED);
            h.slice();
            var statement = statements(h).get(0);
            assertEquals(
                    List.of("calls@1 1 of 2 +0", "tokens@1 0 of 100 +0"),
                    statement.getLines().stream().map(StatementSteps::text).toList());
            assertEquals("lic-1/1", statement.getStatementId());
            assertEquals(Map.of("crm", "0042"), statement.getExternalIds());
            assertEquals(CLOSED.toEpochMilli(), statement.getIssuedAtMs());
            assertEquals(1, statement.getCertificate().getStanding());
            assertTrue(statement.getCertificate().getComplete());
            h.tick(CLOSED.plusSeconds(60));
            h.slice();
            assertEquals(1, statements(h).size(), "once");
        }
    }

    @Test
    void whatIsPastTheAllowanceIsOverageWhateverVersionOfTheMeterCountedIt() {
        try (var h = started(folder, catalog(1, 3))) {
            for (int i = 0; i < 2; i++) {
                call(h, "a" + i);
            }
            h.catalog(2, catalog(2, 3));
            for (int i = 0; i < 4; i++) {
                call(h, "b" + i);
            }
            h.tick(CLOSED);
            h.slice();
            assertEquals(
                    List.of("calls@1 2 of 3 +0", "calls@2 4 of 1 +3", "tokens@1 0 of 100 +0"),
                    statements(h).get(0).getLines().stream()
                            .map(StatementSteps::text)
                            .toList());
        }
    }

    @Test
    void otherTermsOfTheSamePlanPartThePeriodAndTheTimelineSaysFromWhen() {
        try (var h = started(folder, catalog(1, 2))) {
            call(h, "a");
            call(h, "b");
            h.catalog(2, catalog(1, 5));
            var said = events(h, "PLAN_CHANGED").get(0);
            assertEquals("catalog", said.getAuthor());
            assertEquals(Harness.START.toEpochMilli() + 1, said.getAtMs(), "after all that was counted");
            h.tick(Harness.START.plusSeconds(60));
            h.usage(Harness.call(LICENSE, "c", Harness.START.plusSeconds(30)));
            h.usage(Harness.call(LICENSE, "late", Harness.START.minusSeconds(30)));
            h.tick(CLOSED);
            h.slice();
            assertEquals(
                    List.of("calls@1 3 of 2 +1", "tokens@1 0 of 100 +0", "calls@1 1 of 3 +0", "tokens@1 0 of 100 +0"),
                    statements(h).get(0).getLines().stream()
                            .map(StatementSteps::text)
                            .toList());
        }
    }

    /** The one that the new plan has counts in full; the one that it has not ends, with its alert. */
    @Test
    void anotherPlanHasOtherLimitsAtOnce() {
        try (var h = started(folder, limited())) {
            for (int i = 0; i < 3; i++) {
                call(h, "a" + i);
            }
            assertEquals("DENY", h.api(LICENSE).getAccess());
            var changed = Map.of("plan", "pro");
            command(h, LicenseCommandKind.CHANGE_PLAN, "c1", changed);
            assertEquals("ALLOW", h.api(LICENSE).getAccess());
            assertEquals(
                    List.of("OPENED", "OPENED", "RESOLVED", "RESOLVED"),
                    h.read(TopicCatalog.QUOTA_ALERTS).stream()
                            .map(alert -> String.valueOf(alert.getStatus()))
                            .toList());
            command(h, LicenseCommandKind.CHANGE_PLAN, "c2", changed);
            assertEquals("PLAN_UNCHANGED", refusal(h));
            command(h, LicenseCommandKind.CHANGE_PLAN, "c3", Map.of("plan", "nothing"));
            assertEquals("PLAN_UNKNOWN", refusal(h));
            command(h, LicenseCommandKind.CHANGE_PLAN, "c4", Map.of("plan", "starter"));
            assertEquals("DENY", h.api(LICENSE).getAccess(), "usage stays");
            h.command(LicenseCommandKind.REVOKE, LICENSE);
            command(h, LicenseCommandKind.CHANGE_PLAN, "c5", changed);
            assertEquals("WRONG_STATE", refusal(h));
        }
    }

    @Test
    void whatComesAfterTheCloseIsAnAdjustmentOfTheNextStatement() {
        try (var h = started(folder, catalog(1, 1))) {
            call(h, "a");
            h.tick(CLOSED);
            h.slice();
            h.usage(Harness.call(LICENSE, "late", Harness.START));
            var readings = h.read(TopicCatalog.USAGE_READINGS);
            assertEquals(
                    "CLOSED",
                    readings.get(readings.size() - 1).getValues().get(0).getZone());
            h.tick(MARCH.plus(Duration.ofHours(24)));
            h.slice();
            var adjusted = statements(h).get(1).getLines().stream()
                    .filter(line -> line.getKind().equals("ADJUSTMENT"))
                    .toList();
            assertEquals(1, adjusted.size());
            assertEquals("calls@1 1 of  +1", text(adjusted.get(0)));
            assertEquals(1, adjusted.get(0).getCorrects());
            assertEquals(FEBRUARY.toEpochMilli(), adjusted.get(0).getToMs());
        }
    }

    @Test
    void aCorrectionByHandIsALineOfTheNextStatementOnce() {
        try (var h = started(folder, catalog(1, 1))) {
            var january =
                    Map.of("meter", "calls", "period", "2026-01-01T00:00:00Z", "quantity", "-2.5", "overage", "-1");
            adjust(h, "c1", january);
            assertEquals("PERIOD_NOT_CLOSED", refusal(h));
            h.tick(CLOSED);
            h.slice();
            adjust(h, "c2", with(january, "period", "2026-01-02T00:00:00Z"));
            assertEquals("PERIOD_INVALID", refusal(h));
            adjust(h, "c3", with(january, "meter", "nothing"));
            assertEquals("METER_UNKNOWN", refusal(h));
            adjust(h, "c4", with(january, "quantity", "0"));
            assertEquals("QUANTITY_INVALID", refusal(h));
            adjust(h, "c5", with(january, "overage", "much"));
            assertEquals("QUANTITY_INVALID", refusal(h));
            adjust(h, "c6", january);
            adjust(h, "c6", january);
            assertEquals(2, events(h, "ADJUSTED").size(), "each is answered");
            for (int i = 0; i < 20; i++) {
                command(h, LicenseCommandKind.SUSPEND, "other-" + i, Map.of());
            }
            adjust(h, "c6", january);
            assertEquals("COMMAND_ID_REUSED", refusal(h), "long after its answer is forgotten");
            h.tick(MARCH.plus(Duration.ofHours(24)));
            h.slice();
            var adjusted = statements(h).get(1).getLines().stream()
                    .filter(line -> !line.getCommandId().isEmpty())
                    .toList();
            assertEquals(
                    List.of("calls@1 -2.5 of  +-1"),
                    adjusted.stream().map(StatementSteps::text).toList());
            assertEquals("c6", adjusted.get(0).getCommandId());
            assertEquals(1, adjusted.get(0).getCorrects());
            h.tick(MARCH.plus(Duration.ofDays(33)));
            h.slice();
            assertTrue(statements(h).get(2).getLines().stream()
                    .noneMatch(line -> line.getKind().equals("ADJUSTMENT")));
        }
    }

    @Test
    void aRevokedLicenseHasALastStatementAndOthersOnlyIfSomethingIsToBeSaid() {
        try (var h = started(folder, catalog(1, 1))) {
            call(h, "a");
            h.command(LicenseCommandKind.REVOKE, LICENSE);
            h.tick(Instant.parse("2026-06-15T00:00:00Z"));
            h.slice();
            assertEquals(1, statements(h).size());
            h.usage(Harness.call(LICENSE, "after", Instant.parse("2026-06-14T00:00:00Z")));
            h.tick(Instant.parse("2026-09-01T00:00:00Z"));
            h.slice();
            assertEquals(2, statements(h).size());
            assertEquals(
                    Instant.parse("2026-06-01T00:00:00Z").toEpochMilli(),
                    statements(h).get(1).getFromMs());
        }
    }

    @Test
    void aLeapOfTheClockClosesEachPeriodOnItsWay() {
        try (var h = started(folder, catalog(1, 1))) {
            h.tick(Instant.parse("2028-03-15T00:00:00Z"));
            for (int i = 0; i < 5; i++) {
                h.slice();
            }
            var statements = statements(h);
            assertEquals(26, statements.size());
            for (int i = 1; i < statements.size(); i++) {
                assertEquals(statements.get(i - 1).getToMs(), statements.get(i).getFromMs());
                assertEquals(i + 1, statements.get(i).getNumber());
            }
        }
    }

    @Test
    void manyGroupsTakeManyPages() {
        try (var h = started(folder, catalog(1, 1, List.of("path")))) {
            for (int i = 0; i < 700; i++) {
                h.usage(Harness.call(LICENSE, "e" + i, Harness.START).setData(Map.of("path", "/a/" + i)));
            }
            h.tick(CLOSED);
            h.slice();
            var pages = statements(h);
            assertEquals(3, pages.size());
            var lines = new ArrayList<StatementLineV1>();
            for (int i = 0; i < pages.size(); i++) {
                assertEquals(i + 1, pages.get(i).getPage());
                assertEquals(3, pages.get(i).getPages());
                assertEquals(i == 0, pages.get(i).getCertificate() != null);
                lines.addAll(pages.get(i).getLines());
            }
            assertEquals(702, lines.size());
            assertEquals("700", lines.get(0).getQuantity());
        }
    }

    /** Nothing in it is of the run that made it. */
    @Test
    void madeAgainFromTheSameRecordsItIsTheSameToTheByte() {
        assertArrayEquals(run("one", StoreKind.OWN), run("two", StoreKind.STOCK));
    }

    private byte[] run(String name, StoreKind stores) {
        try (var h = new Harness(folder.resolve(name), stores)) {
            h.catalog(1, catalog(1, 1, List.of("path")));
            h.issue(LICENSE);
            for (int i = 0; i < 20; i++) {
                h.usage(Harness.call(LICENSE, "e" + i, Harness.START).setData(Map.of("path", "/" + i % 7)));
            }
            h.tick(CLOSED);
            h.slice();
            return h.registry
                    .codec(TopicCatalog.USAGE_STATEMENTS)
                    .encode(statements(h).get(0));
        }
    }
}
