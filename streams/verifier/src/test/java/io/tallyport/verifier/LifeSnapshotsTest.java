package io.tallyport.verifier;

import static io.tallyport.verifier.LifeLogs.begun;
import static io.tallyport.verifier.LifeLogs.done;
import static io.tallyport.verifier.LifeLogs.issued;
import static io.tallyport.verifier.LifeLogs.snapshot;
import static io.tallyport.verifier.LifeStories.FEB10;
import static io.tallyport.verifier.LifeStories.JAN10;
import static io.tallyport.verifier.StatementCheckTest.assertNamed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.CheckDecisionV1;
import io.tallyport.wire.EntitlementSnapshotV1;
import io.tallyport.wire.LicenseCommandKind;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What clients see of a license is what it was when that was decided; and what they decided is what they saw. */
class LifeSnapshotsTest {

    private static final String GRACE = "2026-02-12T12:00:00Z";

    private static StatementLog monthly() {
        var log = LifeStories.monthly();
        snapshot(log, 1, JAN10, "ACTIVE", "OK", FEB10, GRACE);
        // A limit may move it, too: nothing of its life has changed then.
        snapshot(log, 2, "2026-01-27T12:00:00Z", "ACTIVE", "OK", FEB10, GRACE);
        snapshot(log, 3, "2026-02-10T12:00:07Z", "GRACE", "LICENSE_IN_GRACE", FEB10, GRACE);
        snapshot(log, 4, "2026-02-12T12:00:01Z", "EXPIRED", "LICENSE_EXPIRED", FEB10, GRACE);
        return snapshot(log, 5, "2026-03-01T00:00:00Z", "ACTIVE", "OK", "2026-12-31T00:00:00Z", "2027-01-02T00:00:00Z");
    }

    private static StatementLog change(StatementLog log, int index, Consumer<EntitlementSnapshotV1> change) {
        return log.change(
                TopicCatalog.ENTITLEMENT_SNAPSHOTS,
                index,
                update -> change.accept(Objects.requireNonNull(update.getSnapshot())));
    }

    private static void assertRight(StatementLog log) {
        assertEquals(List.of(), log.commit().check().differences());
    }

    @Test
    void eachSnapshotThatIsForgedIsNamed() {
        assertRight(monthly());
        List<Consumer<EntitlementSnapshotV1>> forgeries = List.of(
                one -> one.setState(one.getState().equals("TRIAL") ? "ACTIVE" : "TRIAL"),
                one -> one.setReason(one.getReason() + "S"),
                one -> one.setExpiresAtMs(null),
                one -> one.setExpiresAtMs(one.getExpiresAtMs() + 1),
                one -> one.setGraceUntilMs(null),
                one -> one.setGraceUntilMs(one.getExpiresAtMs()),
                one -> one.setQuarantined(true));
        for (int index = 0; index < 5; index++) {
            for (var forgery : forgeries) {
                var place = new Place(TopicCatalog.ENTITLEMENT_SNAPSHOTS.name(), 0, index);
                var found = change(monthly(), index, forgery).check().differences();
                assertTrue(
                        found.stream()
                                .anyMatch(one -> one.law().equals("entitlement-state")
                                        && one.at().equals(place)),
                        index + ": " + found);
            }
        }
    }

    /** At an instant at which something is due it has happened; what a command did may be of the same tick. */
    @Test
    void aSnapshotIsNeitherTooLateNorTooEarly() {
        assertNamed(
                "entitlement-state",
                change(monthly(), 1, one -> one.setDecidedAtMs(StatementParts.at(FEB10)))
                        .check());
        assertNamed(
                "entitlement-state",
                change(monthly(), 2, one -> one.setDecidedAtMs(StatementParts.at(FEB10) - 1))
                        .check());
        assertRight(change(monthly(), 3, one -> one.setDecidedAtMs(StatementParts.at("2026-03-01T00:00:00Z"))));
        assertNamed(
                "entitlement-state",
                change(monthly(), 3, one -> one.setDecidedAtMs(StatementParts.at("2026-03-01T00:00:00.001Z")))
                        .check());
    }

    @Test
    void theLastSnapshotSaysWhatTheLicenseIs() {
        assertNamed(
                "entitlement-missing",
                monthly().remove(TopicCatalog.ENTITLEMENT_SNAPSHOTS, 4).check());
    }

    /** A client that hears nothing must not deny what renews itself. */
    @Test
    void theEndOfWhatRenewsItselfIsNotSaid() {
        String auto = "started=2026-01-10T12:00:00Z end=2026-02-10T12:00:00Z grace=2026-02-11T00:00:00Z renews";
        var log = issued(begun(JAN10), "auto", "ACTIVE", auto);
        snapshot(log, 1, JAN10, "ACTIVE", "OK", "", "");
        done(log, LicenseCommandKind.SUSPEND, "", "SUSPENDED", "SUSPENDED", auto);
        snapshot(log, 2, JAN10, "SUSPENDED", "LICENSE_SUSPENDED", "", "");
        assertRight(log);
        var said = issued(begun(JAN10), "auto", "ACTIVE", auto);
        snapshot(said, 1, JAN10, "ACTIVE", "OK", FEB10, "2026-02-11T00:00:00Z");
        assertNamed("entitlement-state", said.commit().check());
        var trial =
                issued(begun(JAN10), "tried", "TRIAL", "started=2026-01-10T12:00:00Z end=2026-01-24T12:00:00Z trial");
        assertRight(snapshot(trial, 1, JAN10, "TRIAL", "OK", "2026-01-24T12:00:00Z", ""));
        var draft = issued(begun(JAN10), "byHand", "DRAFT", "");
        assertRight(snapshot(draft, 1, JAN10, "DRAFT", "LICENSE_NOT_STARTED", "", ""));
    }

    private static StatementLog decided(
            StatementLog log, long version, String instant, String verdict, String reason, String ends, String grace) {
        return log.publish(
                TopicCatalog.ENTITLEMENT_DECISIONS,
                CheckDecisionV1.newBuilder()
                        .setLicense(StatementLog.LICENSE)
                        .setEntitlementVersion(version)
                        .setAtMs(StatementParts.at(instant))
                        .setVerdict(verdict)
                        .setReason(reason)
                        .setExpiresAtMs(ends.isEmpty() ? 0 : StatementParts.at(ends))
                        .setGraceUntilMs(grace.isEmpty() ? 0 : StatementParts.at(grace))
                        .build());
    }

    /** Who hears nothing goes into grace, and to its end, by himself. */
    @Test
    void aDecisionIsThatOfItsInstant() {
        String before = "2026-02-10T11:59:59Z";
        String inGrace = "2026-02-12T11:59:59Z";
        assertRight(decided(monthly(), 1, before, "ALLOW", "OK", FEB10, GRACE));
        assertRight(decided(monthly(), 1, FEB10, "ALERT", "LICENSE_IN_GRACE", FEB10, GRACE));
        assertRight(decided(monthly(), 3, inGrace, "ALERT", "LICENSE_IN_GRACE", FEB10, GRACE));
        assertRight(decided(monthly(), 1, GRACE, "DENY", "LICENSE_EXPIRED", FEB10, GRACE));
        assertRight(decided(monthly(), 4, GRACE, "DENY", "LICENSE_EXPIRED", FEB10, GRACE));
        for (var wrong : List.of(
                decided(monthly(), 1, FEB10, "ALLOW", "OK", FEB10, GRACE),
                decided(monthly(), 1, before, "ALERT", "LICENSE_IN_GRACE", FEB10, GRACE),
                decided(monthly(), 1, GRACE, "ALERT", "LICENSE_IN_GRACE", FEB10, GRACE),
                decided(monthly(), 3, inGrace, "ALLOW", "LICENSE_IN_GRACE", FEB10, GRACE),
                decided(monthly(), 4, GRACE, "ALLOW", "OK", FEB10, GRACE),
                decided(monthly(), 1, before, "ALLOW", "OK", FEB10, ""),
                decided(monthly(), 1, before, "ALLOW", "OK", "", GRACE))) {
            assertNamed("allow-unbacked", wrong.check());
        }
        for (var wrong : List.of(
                decided(monthly(), 1, inGrace, "DENY", "LICENSE_EXPIRED", FEB10, GRACE),
                decided(monthly(), 3, inGrace, "DENY", "LICENSE_NOT_STARTED", FEB10, GRACE))) {
            assertNamed("deny-unbacked", wrong.check());
        }
    }

    @Test
    void aDraftIsDeniedBecauseItHasNotStarted() {
        for (String reason : List.of("LICENSE_NOT_STARTED", "LICENSE_EXPIRED", "LICENSE_DRAFT")) {
            var draft = issued(begun(JAN10), "byHand", "DRAFT", "");
            snapshot(draft, 1, JAN10, "DRAFT", "LICENSE_NOT_STARTED", "", "");
            decided(draft, 1, JAN10, "DENY", reason, "", "");
            if (reason.equals("LICENSE_NOT_STARTED")) {
                assertRight(draft);
            } else {
                assertNamed("deny-unbacked", draft.commit().check());
            }
        }
    }
}
