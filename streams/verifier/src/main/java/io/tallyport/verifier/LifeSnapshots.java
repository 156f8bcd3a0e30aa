package io.tallyport.verifier;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.EntitlementSnapshotV1;
import io.tallyport.wire.EntitlementUpdateV1;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.LicenseEventV1;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds what snapshots say of the life of their license against its timeline. A snapshot names no event: it is behind all
 * that was sure to have happened when it was decided, at the first event from the one of the snapshot before on that it
 * agrees with.
 */
final class LifeSnapshots {

    private static final Set<String> HIDE_AN_END = Set.of("DRAFT", "TRIAL", "ACTIVE", "SUSPENDED");
    private static final Set<String> ACCESS = Set.of("TRIAL", "ACTIVE", "GRACE");

    /**
     * What a license is after an event.
     *
     * @param event the event
     * @param quarantined whether it is held
     * @param earliestMs it was not decided before
     * @param keys its keys
     */
    private record After(LicenseEventV1 event, boolean quarantined, long earliestMs, Keys keys) {}

    private final Map<String, List<After>> timelines = new HashMap<>();
    /** Those that commands brought: events do not name them. */
    private final Map<Place, String> keyHashes = new HashMap<>();
    /** How far the snapshots of each license are in its timeline. */
    private final Map<String, Integer> reached = new HashMap<>();

    private final Map<String, EntitlementSnapshotV1> last = new HashMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private final Set<String> everHeld = new java.util.HashSet<>();
    private final PartitionLog log;
    private final Findings findings;

    LifeSnapshots(PartitionLog log, Findings findings) {
        this.log = log;
        this.findings = findings;
        for (Stored record : log.of(TopicCatalog.LICENSE_COMMANDS)) {
            var command = record.as(LicenseCommandV1.class);
            if (command != null && !command.getKeyHash().isEmpty()) {
                keyHashes.put(record.place(), command.getKeyHash());
            }
        }
        var versions = new HashMap<String, Long>();
        for (Stored record : log.of(TopicCatalog.LICENSE_EVENTS)) {
            var event = record.as(LicenseEventV1.class);
            if (event != null && Timelines.isOfTimeline(event, versions)) {
                add(event);
            }
        }
    }

    private void add(LicenseEventV1 event) {
        var all = timelines.computeIfAbsent(event.getLicense(), l -> new ArrayList<>());
        var before = all.isEmpty() ? null : all.get(all.size() - 1);
        boolean held = event.getType().equals("QUARANTINED")
                || before != null && before.quarantined() && !event.getType().equals("RELEASED");
        if (held) {
            everHeld.add(event.getLicense());
        }
        long earliestMs = before == null ? Long.MIN_VALUE : before.earliestMs();
        // A plan may hold from ahead of the clock on.
        boolean isAhead = event.getType().equals("PLAN_CHANGED") && !Timelines.isOfTime(event);
        all.add(new After(
                event,
                held,
                isAhead ? earliestMs : Math.max(earliestMs, event.getAtMs()),
                keys(event, before == null ? Keys.first("") : before.keys())));
    }

    private Keys keys(LicenseEventV1 event, Keys before) {
        var basis = event.getEvidence();
        String hash = basis == null ? "" : keyHashes.getOrDefault(Evidence.originOf(basis), "");
        return switch (event.getType()) {
            case "ISSUED" -> Keys.first(hash);
            case "REKEYED" -> before.followedBy(hash, Term.orNever(event.getOldKeyUntilMs()));
            default -> before.until(event.getOldKeyUntilMs());
        };
    }

    /** Holds all snapshots against the timelines. */
    void run() {
        for (Stored record : log.of(TopicCatalog.ENTITLEMENT_SNAPSHOTS)) {
            var update = record.as(EntitlementUpdateV1.class);
            var snapshot = update == null ? null : update.getSnapshot();
            if (snapshot != null) {
                take(record.place(), snapshot);
            }
        }
    }

    private void take(Place place, EntitlementSnapshotV1 snapshot) {
        String license = snapshot.getLicense();
        last.put(license, snapshot);
        places.put(license, place);
        var all = timelines.getOrDefault(license, List.of());
        int from = Math.max(reached.getOrDefault(license, 0), surelyBy(license, all, snapshot.getDecidedAtMs()));
        for (int at = from; at < all.size() && all.get(at).earliestMs() <= snapshot.getDecidedAtMs(); at++) {
            var after = all.get(at);
            boolean same = after.quarantined() == snapshot.getQuarantined()
                    && after.keys().areOf(snapshot)
                    && says(
                            snapshot,
                            after.event().getState(),
                            after.event().getExpiresAtMs(),
                            after.event().getGraceUntilMs(),
                            goesOn(
                                    after.event().getRenews(),
                                    after.event().getNextPlanAtMs(),
                                    after.event().getExpiresAtMs()));
            if (same) {
                reached.put(license, at);
                return;
            }
        }
        String was = from < all.size() ? all.get(from).event().getState() : "nothing";
        findings.differs(
                place,
                "entitlement-state",
                "license " + license + " is said to be " + snapshot.getState() + " " + snapshot.getReason()
                        + " to " + snapshot.getExpiresAtMs() + " and " + snapshot.getGraceUntilMs()
                        + "; no license event made it so, with these keys: it was " + was);
    }

    /** The last event that was decided before a snapshot of a tick time, for sure; the first if none was. */
    private int surelyBy(String license, List<After> all, long tickMs) {
        int sure = 0;
        while (sure + 1 < all.size() && isSure(all.get(sure + 1).event(), license, tickMs)) {
            sure++;
        }
        return sure;
    }

    /** What time does comes before all that is decided at its instant; of a license that was held that is not so. */
    private boolean isSure(LicenseEventV1 event, String license, long tickMs) {
        return Timelines.isOfTime(event) && !event.getType().equals("FIRST_USED")
                ? !everHeld.contains(license) && event.getAtMs() <= tickMs
                : event.getAtMs() < tickMs;
    }

    private static boolean says(
            EntitlementSnapshotV1 snapshot,
            String state,
            @Nullable Long expiresAtMs,
            @Nullable Long graceUntilMs,
            boolean goesOn) {
        boolean isSame = snapshot.getState().equals(state)
                && snapshot.getReason().equals(reason(state, snapshot.getQuarantined()));
        boolean saysNone = snapshot.getExpiresAtMs() == null && snapshot.getGraceUntilMs() == null;
        boolean saysEnd = Objects.equals(snapshot.getExpiresAtMs(), expiresAtMs)
                && Objects.equals(
                        snapshot.getGraceUntilMs(), Objects.equals(graceUntilMs, expiresAtMs) ? null : graceUntilMs);
        if (goesOn && Life.isOver(state)) {
            // It makes no difference, and is not said.
            return isSame && (saysNone || saysEnd);
        }
        return isSame && (goesOn && HIDE_AN_END.contains(state) ? saysNone : saysEnd);
    }

    /** Whether a client is told no end: it renews itself, or has another plan by its end. */
    private static boolean goesOn(boolean renews, @Nullable Long nextPlanAtMs, @Nullable Long expiresAtMs) {
        return renews || nextPlanAtMs != null && expiresAtMs != null && nextPlanAtMs <= expiresAtMs;
    }

    /** Why access is as it is. */
    static String reason(String state, boolean quarantined) {
        if (quarantined && ACCESS.contains(state)) {
            return "LICENSE_QUARANTINED";
        }
        return switch (state) {
            case "TRIAL", "ACTIVE" -> "OK";
            case "DRAFT" -> "LICENSE_NOT_STARTED";
            case "GRACE" -> "LICENSE_IN_GRACE";
            default -> "LICENSE_" + state;
        };
    }

    /** At the end of what must be there: the last snapshot of a license says what it is. */
    void requireLast(Licenses licenses, LifeEvents lives) {
        licenses.forEach((license, life) -> {
            var snapshot = last.get(license);
            if (snapshot == null || !lives.isSettled(license)) {
                return;
            }
            var term = life.term();
            Long expiresAtMs = LifeFields.said(term.expiresAtMs());
            Long graceUntilMs = LifeFields.said(term.graceUntilMs());
            if (!life.keys().areOf(snapshot)
                    || !says(
                            snapshot,
                            life.state(),
                            expiresAtMs,
                            graceUntilMs,
                            goesOn(term.renews(), LifeFields.said(life.next().atMs()), expiresAtMs))) {
                findings.differs(
                        places.getOrDefault(license, new Place("", log.partition(), -1)),
                        "entitlement-missing",
                        "no snapshot says that license " + license + " is " + life.state() + " to " + expiresAtMs
                                + ", with the keys that it has");
            }
        });
    }
}
