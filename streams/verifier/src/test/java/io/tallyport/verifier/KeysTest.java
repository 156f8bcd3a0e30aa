package io.tallyport.verifier;

import static io.tallyport.verifier.LifeLogs.begun;
import static io.tallyport.verifier.LifeLogs.changeLast;
import static io.tallyport.verifier.LifeLogs.done;
import static io.tallyport.verifier.LifeLogs.happened;
import static io.tallyport.verifier.LifeLogs.issued;
import static io.tallyport.verifier.LifeLogs.planChanged;
import static io.tallyport.verifier.LifeLogs.refused;
import static io.tallyport.verifier.LifeLogs.rekeyed;
import static io.tallyport.verifier.LifeLogs.snapshot;
import static io.tallyport.verifier.LifeStories.JAN10;
import static io.tallyport.verifier.StatementCheckTest.assertNamed;
import static io.tallyport.wire.LicenseCommandKind.CHANGE_PLAN;
import static io.tallyport.wire.LicenseCommandKind.REKEY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.EntitlementSnapshotV1;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** When a license gets another key, for how long the one before is taken, and what clients are told. */
class KeysTest {

    private static final String TERM = "started=2026-01-10T12:00:00Z";
    private static final String UNTIL = "2026-01-11T12:00:00Z";

    private static StatementLog endless() {
        return issued(begun(JAN10), "endless", "ACTIVE", TERM);
    }

    private static void assertRight(StatementLog log, String what) {
        assertEquals(List.of(), log.commit().check().differences(), what);
    }

    private static StatementLog refusedFor(String hash, String overlap, String refusal) {
        var log = refused(endless(), REKEY, "overlap=" + overlap, refusal, "ACTIVE", TERM);
        return changeLast(log, TopicCatalog.LICENSE_COMMANDS, command -> command.setKeyHash(hash));
    }

    @Test
    void aKeyIsRefusedForWhatItLacks() {
        for (String hash : List.of("", " ")) {
            assertRight(refusedFor(hash, "P1D", "KEY_MISSING"), "no key");
            assertRight(refusedFor(hash, "never", "KEY_MISSING"), "no key first");
        }
        for (String overlap : List.of(
                "", "P", "PT", "P1M", "P1Y", "P2W", "1D", "-P1D", "P-1D", "PT-1M", "P367D", "P366DT1M", "soon")) {
            assertRight(refusedFor("second", overlap, "OVERLAP_INVALID"), overlap);
        }
        for (String overlap : List.of("P366D", "PT0S", "PT1M", "P1DT1H1M", "PT8784H", "P0D")) {
            assertNamed(
                    "command-answer",
                    refusedFor("second", overlap, "OVERLAP_INVALID").commit().check());
        }
    }

    /** Days, hours and minutes: whether seconds, signs and small letters are some, too, is not said. */
    @Test
    void howAnOverlapIsWrittenIsLeftOpen() {
        for (String overlap : List.of("PT60S", "p0dt1m", "P+0DT1M")) {
            assertRight(refusedFor("second", overlap, "OVERLAP_INVALID"), overlap);
            String old = TERM + " old=2026-01-10T12:01:00Z";
            assertRight(rekeyed(endless(), "second", "overlap=" + overlap, "ACTIVE", old), overlap);
        }
    }

    /** Either of both is said to come before all else. */
    @Test
    void aKeyAndAPlanMayChangeAtTheSameInstantInEitherOrder() {
        for (boolean planFirst : List.of(true, false)) {
            var log = issued(begun(JAN10), "tried", "TRIAL", TERM + " end=2026-01-24T12:00:00Z trial");
            String trial = TERM + " end=2026-01-24T12:00:00Z trial";
            String old = " old=" + UNTIL;
            String next = " next=endless@" + UNTIL;
            rekeyed(log, "second", "overlap=P1D", "TRIAL", trial + old);
            done(log, CHANGE_PLAN, "endless at=" + UNTIL, "PLAN_CHANGE_SCHEDULED", "TRIAL", trial + old + next);
            log.commit().tick(UNTIL);
            if (planFirst) {
                planChanged(log, "endless", UNTIL, "ACTIVE", "started=" + UNTIL + old);
                happened(log, "OLD_KEY_ENDED", UNTIL, "ACTIVE", "started=" + UNTIL);
            } else {
                happened(log, "OLD_KEY_ENDED", UNTIL, "TRIAL", trial + next);
                planChanged(log, "endless", UNTIL, "ACTIVE", "started=" + UNTIL);
            }
            assertRight(log, planFirst ? "plan first" : "key first");
        }
    }

    private static StatementLog snapshots() {
        var log = endless();
        snapshot(log, 1, JAN10, "ACTIVE", "OK", "", "");
        rekeyed(log, "second", "overlap=P1D", "ACTIVE", TERM + " old=" + UNTIL);
        keyed(snapshot(log, 2, JAN10, "ACTIVE", "OK", "", ""), "second", "hash", UNTIL);
        rekeyed(log, "third", "overlap=P1D", "ACTIVE", TERM + " old=" + UNTIL);
        keyed(snapshot(log, 3, JAN10, "ACTIVE", "OK", "", ""), "third", "second", UNTIL);
        happened(log.commit().tick(UNTIL), "OLD_KEY_ENDED", UNTIL, "ACTIVE", TERM);
        keyed(snapshot(log, 4, UNTIL, "ACTIVE", "OK", "", ""), "third", "", "");
        rekeyed(log, "fourth", "", "ACTIVE", TERM);
        return keyed(snapshot(log, 5, UNTIL, "ACTIVE", "OK", "", ""), "fourth", "", "");
    }

    private static StatementLog keyed(StatementLog log, String hash, String old, String until) {
        return changeLast(log, TopicCatalog.ENTITLEMENT_SNAPSHOTS, update -> {
            var snapshot = Objects.requireNonNull(update.getSnapshot());
            snapshot.setKeyHash(hash);
            snapshot.setOldKeyHash(old);
            snapshot.setOldKeyUntilMs(LifeLogs.instant(until));
        });
    }

    @Test
    void eachSnapshotThatHasOtherKeysIsNamed() {
        assertRight(snapshots(), "right");
        List<Consumer<EntitlementSnapshotV1>> forgeries = List.of(
                one -> one.setKeyHash(""),
                one -> one.setKeyHash("zeroth"),
                one -> one.setOldKeyHash(one.getOldKeyHash().isEmpty() ? "hash" : ""),
                one -> one.setOldKeyHash("zeroth"),
                one -> one.setOldKeyUntilMs(
                        one.getOldKeyUntilMs() == null ? Long.valueOf(StatementParts.at(UNTIL)) : null),
                one -> one.setOldKeyUntilMs(StatementParts.at(UNTIL) + 1));
        for (int index = 0; index < 5; index++) {
            var place = new Place(TopicCatalog.ENTITLEMENT_SNAPSHOTS.name(), 0, index);
            for (var forgery : forgeries) {
                var found = snapshots()
                        .change(
                                TopicCatalog.ENTITLEMENT_SNAPSHOTS,
                                index,
                                update -> forgery.accept(Objects.requireNonNull(update.getSnapshot())))
                        .commit()
                        .check()
                        .differences();
                assertTrue(
                        found.stream()
                                .anyMatch(one -> one.law().equals("entitlement-state")
                                        && one.at().equals(place)),
                        index + ": " + found);
            }
        }
    }

    /** At its instant the old key has ended, and the last snapshot says so. */
    @Test
    void theEndOfAKeyIsTold() {
        assertNamed(
                "entitlement-missing",
                snapshots()
                        .remove(TopicCatalog.ENTITLEMENT_SNAPSHOTS, 4)
                        .commit()
                        .check());
        var late = snapshots();
        late.change(
                TopicCatalog.ENTITLEMENT_SNAPSHOTS,
                2,
                update -> Objects.requireNonNull(update.getSnapshot()).setDecidedAtMs(StatementParts.at(UNTIL)));
        assertNamed("entitlement-state", late.commit().check());
    }

    /** Who repeats a command with another key has not sent the same. */
    @Test
    void aRepeatedCommandIsAnsweredOnce() {
        var log = rekeyed(endless(), "second", "", "ACTIVE", TERM);
        String id = REKEY + "@" + (log.last(TopicCatalog.LICENSE_COMMANDS).offset() - 1);
        for (String hash : List.of("second", "third")) {
            boolean same = hash.equals("second");
            log.command(
                    REKEY, id, "", java.util.Map.of(), same ? "REKEYED" : "REFUSED", same ? "" : "COMMAND_ID_REUSED");
            changeLast(log, TopicCatalog.LICENSE_COMMANDS, command -> command.setKeyHash(hash));
            LifeLogs.said(log, "ACTIVE", TERM);
            changeLast(log, TopicCatalog.LICENSE_EVENTS, event -> event.setVersion(2));
        }
        assertRight(log, "repeated");
    }
}
