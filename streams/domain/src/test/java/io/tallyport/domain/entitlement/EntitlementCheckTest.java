package io.tallyport.domain.entitlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.catalog.FailurePolicy;
import io.tallyport.domain.catalog.FeatureKind;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.license.LicenseState;
import io.tallyport.domain.quota.QuotaLevel;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EntitlementCheckTest {

    private static final long JAN_1 = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final long JAN_10 = Instant.parse("2026-01-10T00:00:00Z").toEpochMilli();
    private static final long FEB_1 = Instant.parse("2026-02-01T00:00:00Z").toEpochMilli();
    private static final long NEVER = Long.MAX_VALUE;
    private static final ViewTime FRESH = new ViewTime(JAN_10, 120);

    @Test
    void grantedFeatureIsAllowedUntilItsWindowEnds() {
        var decision = check(license(LicenseState.ACTIVE, NEVER, false, call(Verdict.ALLOW, "OK", 3)), FRESH);
        assertDecision(Verdict.ALLOW, "OK", decision);
        assertEquals(FEB_1, decision.validUntilMs());
        assertEquals(FeatureEntitlement.REACTIVE, decision.bound());
        assertEquals(7, decision.entitlementVersion());
        assertEquals(4, decision.catalogRevision());
        assertEquals("Allowed: license L1 may use feature calls.", decision.detail());
    }

    @Test
    void anAllowHoldsNoLongerThanTheLicense() {
        long expiry = JAN_10 + 1_000;
        var decision = check(license(LicenseState.ACTIVE, expiry, false, call(Verdict.ALLOW, "OK", 3)), FRESH);
        assertEquals(expiry, decision.validUntilMs());
    }

    @Test
    void breachedQuotaIsDeniedWithTheNumbersAndTheReturn() {
        var decision = check(breached(), FRESH);
        assertDecision(Verdict.DENY, "QUOTA_BREACHED", decision);
        assertEquals(FEB_1, decision.validUntilMs());
        assertEquals(
                "Denied: license L1 used 11 of 10 call in the month from 2026-01-01T00:00:00Z; access returns at"
                        + " 2026-02-01T00:00:00Z.",
                decision.detail());
    }

    @Test
    void aWindowThatEndedDeniesUntilTheResetIsPublished() {
        var decision = check(breached(), new ViewTime(FEB_1, 120));
        assertDecision(Verdict.DENY, "QUOTA_BREACHED", decision);
        assertTrue(decision.detail().contains("when the pipeline publishes the reset"), decision.detail());
    }

    @Test
    void softQuotaIsAllowedWithAnAlert() {
        var decision = check(
                license(LicenseState.ACTIVE, NEVER, false, call(Verdict.ALERT, "QUOTA_SOFT_EXCEEDED", 11)), FRESH);
        assertDecision(Verdict.ALERT, "QUOTA_SOFT_EXCEEDED", decision);
        assertTrue(decision.isAllowed());
    }

    @Test
    void unknownLicenseIsDenied() {
        assertDecision(Verdict.DENY, "LICENSE_UNKNOWN", check(null, FRESH));
    }

    @Test
    void aViewThatNeverLoadedDenies() {
        assertDecision(Verdict.DENY, "VIEW_NOT_LOADED", check(null, new ViewTime(0, -1)));
        assertDecision(Verdict.DENY, "VIEW_NOT_LOADED", check(breached(), new ViewTime(0, -1)));
    }

    @ParameterizedTest
    @EnumSource(
            value = LicenseState.class,
            names = {"SUSPENDED", "EXPIRED", "REVOKED"})
    void aLicenseThatMayNotBeUsedIsDeniedWithItsState(LicenseState state) {
        var decision = check(license(state, NEVER, false, call(Verdict.ALLOW, "OK", 3)), FRESH);
        assertDecision(Verdict.DENY, "LICENSE_" + state, decision);
    }

    @Test
    void expiryDeniesAtItsInstantEvenBeforeThePipelineSaysSo() {
        var license = license(LicenseState.ACTIVE, JAN_10, false, call(Verdict.ALLOW, "OK", 3));
        assertDecision(Verdict.ALLOW, "OK", check(license, new ViewTime(JAN_10 - 1, 0)));
        assertDecision(Verdict.DENY, "LICENSE_EXPIRED", check(license, new ViewTime(JAN_10, 0)));
    }

    @Test
    void aFeatureThatThePlanDoesNotGrantIsDenied() {
        var decision = EntitlementCheck.decide(breached(), "L1", "export", FRESH);
        assertDecision(Verdict.DENY, "FEATURE_NOT_GRANTED", decision);
        assertEquals("Denied: license L1 has plan starter, which does not grant feature export.", decision.detail());
    }

    @Test
    void quarantineTurnsAnAllowIntoAnAlertAndLeavesADenial() {
        var allowed = license(LicenseState.ACTIVE, NEVER, true, call(Verdict.ALLOW, "OK", 3));
        assertDecision(Verdict.ALERT, "LICENSE_QUARANTINED", check(allowed, FRESH));
        var denied = license(LicenseState.ACTIVE, NEVER, true, call(Verdict.DENY, "QUOTA_EXHAUSTED", 10));
        assertDecision(Verdict.DENY, "QUOTA_EXHAUSTED", check(denied, FRESH));
    }

    @ParameterizedTest(name = "{0} for {1}, {2} units: a {3} at age {4} after {5} stale allows is {6} {7}")
    @CsvSource({
        // fresh up to the limit, whatever the policy
        "CLOSED,     PT0S, 0, ALLOW, 10000, 0, ALLOW, OK",
        "CLOSED,     PT0S, 0, ALLOW, 10001, 0, DENY,  VIEW_TOO_OLD",
        "OPEN,       PT0S, 0, ALLOW, 10001, 0, ALERT, FAIL_OPEN",
        "OPEN,       PT0S, 0, DENY,  10001, 0, ALERT, FAIL_OPEN",
        "LAST_KNOWN, PT1H, 0, ALLOW, 3600000, 0, ALLOW, OK",
        "LAST_KNOWN, PT1H, 0, ALERT, 3600000, 0, ALERT, OK",
        "LAST_KNOWN, PT1H, 0, DENY,  3600000, 0, DENY,  OK",
        "LAST_KNOWN, PT1H, 0, ALLOW, 3600001, 0, DENY,  VIEW_TOO_OLD",
        "BOUNDED,    PT1H, 5, ALLOW, 10000, 9, ALLOW, OK",
        "BOUNDED,    PT1H, 5, ALLOW, 10001, 4, ALLOW, OK",
        "BOUNDED,    PT1H, 5, ALLOW, 10001, 5, DENY,  VIEW_TOO_OLD",
        "BOUNDED,    PT1H, 0.5, ALLOW, 10001, 0, DENY, VIEW_TOO_OLD",
        "BOUNDED,    PT1H, 5, ALLOW, 3600001, 0, DENY, VIEW_TOO_OLD",
    })
    void aStaleViewAnswersAsTheFailurePolicySays(
            FailurePolicy.Mode mode,
            Duration period,
            BigDecimal units,
            Verdict known,
            long ageMs,
            long staleAllows,
            Verdict expected,
            String reason) {
        var feature = feature(known, "OK", 3, new FailurePolicy(mode, period, units));
        var license = license(LicenseState.ACTIVE, NEVER, false, feature);
        var decision = EntitlementCheck.decide(
                new CheckInputs(license, "L1", "calls", new ViewTime(JAN_10, ageMs), staleAllows));
        assertDecision(expected, reason, decision);
        assertEquals(ageMs > 10_000, decision.detail().contains("old"), decision.detail());
    }

    @Test
    void staleDenialSaysWhichPolicyDecided() {
        var feature = feature(
                Verdict.ALLOW,
                "OK",
                3,
                new FailurePolicy(FailurePolicy.Mode.BOUNDED, Duration.ofHours(1), BigDecimal.valueOf(2)));
        var decision = EntitlementCheck.decide(new CheckInputs(
                license(LicenseState.ACTIVE, NEVER, false, feature), "L1", "calls", new ViewTime(JAN_10, 60_000), 2));
        assertEquals(
                "Denied: the view of license L1 is too old to answer for feature calls (policy bounded for PT1H, and 2"
                        + " of 2 were allowed since it is stale); the view is PT1M old.",
                decision.detail());
    }

    @Test
    void decidingAgainFromTheRecordedInputsGivesTheSameAnswer() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            Decision decision = EntitlementCheck.decide(randomInputs(random));
            Decision again = EntitlementCheck.decide(recorded(decision));
            String which = "seed " + seed + ", round " + i;
            assertEquals(decision.verdict(), again.verdict(), which);
            assertEquals(decision.reason(), again.reason(), which);
            assertEquals(decision.detail(), again.detail(), which);
            assertEquals(decision.validUntilMs(), again.validUntilMs(), which);
            assertEquals(decision.bound(), again.bound(), which);
            assertEquals(decision, EntitlementCheck.decide(decision.inputs()), which);
            assertFalse(decision.reason().isEmpty(), which);
        }
    }

    @Test
    void graceIsAllowedWithAnAlertBeforeAndAfterTheClientIsTold() {
        var open = feature(Verdict.ALLOW, "OK", 0, FailurePolicy.DEFAULT);
        for (LicenseState told : new LicenseState[] {LicenseState.ACTIVE, LicenseState.GRACE}) {
            Entitlement license = license(told, JAN_10, false, open).withGraceUntil(JAN_10 + 1_000);
            Decision in = check(license, fresh(JAN_10));
            assertDecision(Verdict.ALERT, "LICENSE_IN_GRACE", in);
            assertEquals(JAN_10 + 1_000, in.validUntilMs());
            assertDecision(Verdict.DENY, "LICENSE_EXPIRED", check(license, fresh(JAN_10 + 1_000)));
        }
        Entitlement active = license(LicenseState.ACTIVE, JAN_10, false, open).withGraceUntil(JAN_10 + 1_000);
        assertEquals(JAN_10, check(active, fresh(JAN_10 - 1)).validUntilMs());
        Entitlement denied = license(LicenseState.GRACE, JAN_10, false, call(Verdict.DENY, "QUOTA_BREACHED", 11))
                .withGraceUntil(JAN_10 + 1_000);
        assertDecision(Verdict.DENY, "QUOTA_BREACHED", check(denied, fresh(JAN_10)));
    }

    @Test
    void trialIsAllowedAndADraftIsNot() {
        var open = feature(Verdict.ALLOW, "OK", 0, FailurePolicy.DEFAULT);
        assertDecision(Verdict.ALLOW, "OK", check(license(LicenseState.TRIAL, JAN_10, false, open), fresh(JAN_1)));
        assertDecision(
                Verdict.DENY,
                "LICENSE_NOT_STARTED",
                check(license(LicenseState.DRAFT, NEVER, false, open), fresh(JAN_1)));
    }

    private static ViewTime fresh(long nowMs) {
        return new ViewTime(nowMs, 0);
    }

    private static CheckInputs recorded(Decision d) {
        Entitlement e = d.inputs().entitlement();
        var kept = e == null
                ? null
                : CheckInputs.recorded(
                        e.license(),
                        e.version(),
                        e.state(),
                        e.product(),
                        e.plan(),
                        e.customer(),
                        e.expiresAtMs(),
                        e.graceUntilMs(),
                        e.catalogRevision(),
                        e.quarantined(),
                        d.basis());
        return new CheckInputs(
                kept, d.license(), d.feature(), d.inputs().time(), d.inputs().staleAllows());
    }

    private static CheckInputs randomInputs(Random random) {
        var modes = FailurePolicy.Mode.values();
        var feature = feature(
                Verdict.values()[random.nextInt(3)],
                random.nextBoolean() ? "OK" : "QUOTA_BREACHED",
                random.nextInt(20),
                new FailurePolicy(
                        modes[random.nextInt(modes.length)],
                        Duration.ofMillis(random.nextInt(40_000)),
                        BigDecimal.valueOf(random.nextInt(5))));
        var states = LicenseState.values();
        var license = random.nextInt(10) == 0
                ? null
                : license(
                        random.nextInt(4) == 0 ? states[random.nextInt(states.length)] : LicenseState.ACTIVE,
                        random.nextBoolean() ? NEVER : JAN_10 + random.nextInt(2_000) - 1_000,
                        random.nextInt(5) == 0,
                        feature);
        long now = random.nextInt(5) == 0 ? FEB_1 + 1 : JAN_10 + random.nextInt(2_000) - 1_000;
        return new CheckInputs(
                license,
                "L1",
                random.nextInt(8) == 0 ? "export" : "calls",
                new ViewTime(now, random.nextInt(40_000) - 1),
                random.nextInt(5));
    }

    private static Decision check(@Nullable Entitlement license, ViewTime time) {
        return EntitlementCheck.decide(license, "L1", "calls", time);
    }

    private static void assertDecision(Verdict verdict, String reason, Decision decision) {
        assertEquals(verdict, decision.verdict(), decision.detail());
        assertEquals(reason, decision.reason(), decision.detail());
    }

    private static Entitlement breached() {
        return license(LicenseState.ACTIVE, NEVER, false, call(Verdict.DENY, "QUOTA_BREACHED", 11));
    }

    private static Entitlement license(
            LicenseState state, long expiresAtMs, boolean quarantined, FeatureEntitlement feature) {
        return new Entitlement(
                "L1",
                7,
                state,
                "OK",
                "api",
                "starter",
                "acme",
                "",
                "",
                Long.MAX_VALUE,
                expiresAtMs,
                expiresAtMs,
                4,
                quarantined,
                List.of(feature),
                JAN_1);
    }

    private static FeatureEntitlement call(Verdict access, String reason, long used) {
        return feature(access, reason, used, FailurePolicy.DEFAULT);
    }

    private static FeatureEntitlement feature(Verdict access, String reason, long used, FailurePolicy policy) {
        return new FeatureEntitlement(
                "calls",
                FeatureKind.METERED,
                "",
                access,
                reason,
                "call",
                Window.MONTH,
                JAN_1,
                FEB_1,
                BigDecimal.TEN,
                true,
                used > 10 ? QuotaLevel.BREACHED : QuotaLevel.WITHIN,
                BigDecimal.valueOf(used),
                FeatureEntitlement.REACTIVE,
                policy,
                false,
                null);
    }
}
