package io.tallyport.verifier;

import static io.tallyport.verifier.LifeLogs.begun;
import static io.tallyport.verifier.LifeLogs.done;
import static io.tallyport.verifier.LifeLogs.happened;
import static io.tallyport.verifier.LifeLogs.issued;
import static io.tallyport.verifier.LifeLogs.refused;
import static io.tallyport.verifier.LifeStories.FEB10;
import static io.tallyport.verifier.LifeStories.JAN10;
import static io.tallyport.wire.LicenseCommandKind.ACTIVATE;
import static io.tallyport.wire.LicenseCommandKind.CANCEL_CHANGE;
import static io.tallyport.wire.LicenseCommandKind.CHANGE_PLAN;
import static io.tallyport.wire.LicenseCommandKind.REINSTATE;
import static io.tallyport.wire.LicenseCommandKind.REKEY;
import static io.tallyport.wire.LicenseCommandKind.RENEW;
import static io.tallyport.wire.LicenseCommandKind.RESUME;
import static io.tallyport.wire.LicenseCommandKind.REVOKE;
import static io.tallyport.wire.LicenseCommandKind.SEAT_ASSIGN;
import static io.tallyport.wire.LicenseCommandKind.SEAT_RELEASE;
import static io.tallyport.wire.LicenseCommandKind.SUSPEND;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.wire.LicenseCommandKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Which command is allowed in which state. */
class LifeStatesTest {

    private static final String TERM = "started=2026-01-10T12:00:00Z end=2026-02-10T12:00:00Z";
    private static final String MONTH = TERM + " grace=2026-02-12T12:00:00Z";
    private static final String TRIAL = "started=2026-01-10T12:00:00Z end=2026-01-24T12:00:00Z trial";

    /** A license in a state, and the term that it has. */
    private record In(Supplier<StatementLog> log, String term) {}

    private static Map<String, In> states() {
        var all = new LinkedHashMap<String, In>();
        all.put("DRAFT", new In(() -> issued(begun(JAN10), "byHand", "DRAFT", ""), ""));
        all.put("TRIAL", new In(() -> issued(begun(JAN10), "tried", "TRIAL", TRIAL), TRIAL));
        all.put("ACTIVE", new In(LifeStatesTest::active, MONTH));
        all.put("GRACE", new In(LifeStatesTest::grace, MONTH));
        all.put("SUSPENDED", new In(() -> done(active(), SUSPEND, "", "SUSPENDED", "SUSPENDED", MONTH), MONTH));
        all.put("EXPIRED", new In(LifeStatesTest::expired, MONTH));
        all.put("REVOKED", new In(() -> done(active(), REVOKE, "", "REVOKED", "REVOKED", MONTH), MONTH));
        return all;
    }

    static StatementLog active() {
        return issued(begun(JAN10), "monthly", "ACTIVE", MONTH);
    }

    static StatementLog grace() {
        var log = active().tick(FEB10);
        happened(log, "EXPIRING", "2026-01-27T12:00:00Z", "ACTIVE", MONTH);
        happened(log, "EXPIRING", "2026-02-03T12:00:00Z", "ACTIVE", MONTH);
        happened(log, "EXPIRING", "2026-02-09T12:00:00Z", "ACTIVE", MONTH);
        return happened(log, "GRACE_BEGAN", FEB10, "GRACE", MONTH);
    }

    static StatementLog expired() {
        return happened(grace().tick("2026-02-12T12:00:00Z"), "EXPIRED", "2026-02-12T12:00:00Z", "EXPIRED", MONTH);
    }

    /** What a command names, so that nothing but the state stands against it. */
    private static final Map<LicenseCommandKind, String> NAMES = Map.of(
            CHANGE_PLAN,
            "endless",
            RENEW,
            "until=2026-12-01T00:00:00Z",
            SEAT_ASSIGN,
            "member=ada",
            SEAT_RELEASE,
            "member=ada");

    private static final Map<LicenseCommandKind, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry(ACTIVATE, Set.of("DRAFT")),
            Map.entry(SUSPEND, Set.of("TRIAL", "ACTIVE", "GRACE")),
            Map.entry(RESUME, Set.of("SUSPENDED")),
            Map.entry(RENEW, Set.of("TRIAL", "ACTIVE", "GRACE", "SUSPENDED", "EXPIRED")),
            Map.entry(REVOKE, Set.of("DRAFT", "TRIAL", "ACTIVE", "GRACE", "SUSPENDED", "EXPIRED")),
            Map.entry(REINSTATE, Set.of("REVOKED")),
            Map.entry(CHANGE_PLAN, Set.of("DRAFT", "TRIAL", "ACTIVE", "GRACE", "SUSPENDED")),
            Map.entry(CANCEL_CHANGE, Set.of("DRAFT", "TRIAL", "ACTIVE", "GRACE", "SUSPENDED")),
            Map.entry(REKEY, Set.of("DRAFT", "TRIAL", "ACTIVE", "GRACE", "SUSPENDED", "EXPIRED")),
            Map.entry(SEAT_ASSIGN, Set.of("TRIAL", "ACTIVE", "GRACE")),
            Map.entry(SEAT_RELEASE, Set.of("TRIAL", "ACTIVE", "GRACE", "SUSPENDED")));

    @Test
    void eachCommandIsAllowedInItsStatesAndInNoOther() {
        states().forEach((state, in) -> ALLOWED.forEach((kind, allowed) -> {
            var log = refused(in.log.get(), kind, NAMES.getOrDefault(kind, ""), "WRONG_STATE", state, in.term)
                    .commit();
            var findings = log.check();
            if (allowed.contains(state)) {
                StatementCheckTest.assertNamed("command-answer", findings);
            } else {
                assertEquals(List.of(), findings.differences(), kind + " of " + state);
            }
        }));
    }
}
