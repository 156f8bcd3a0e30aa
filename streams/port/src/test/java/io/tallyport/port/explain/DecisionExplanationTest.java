package io.tallyport.port.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.domain.catalog.FailurePolicy;
import io.tallyport.domain.catalog.FeatureKind;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.entitlement.FeatureEntitlement;
import io.tallyport.domain.entitlement.Verdict;
import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.quota.QuotaLevel;
import io.tallyport.readmodel.RecordedDecision;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DecisionExplanationTest {

    private static final long JANUARY = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final long FEBRUARY = Instant.parse("2026-02-01T00:00:00Z").toEpochMilli();
    private static final long NOW = Instant.parse("2026-01-10T00:00:00Z").toEpochMilli();

    @Test
    void denialNamesLimitEventWindowAndReturn() {
        var explained = DecisionExplanation.of(decision("DENY", "QUOTA_BREACHED", "ACTIVE", breached(), 40));
        String text = text(explained);
        for (String said : new String[] {
            "lic-1",
            "of 10",
            "calls",
            "MONTH",
            "e-11",
            "acme/api",
            "usage.events.v1-2@77",
            "2026-02-01T00:00:00Z",
            "none (reactive)",
            "quota/calls/MONTH"
        }) {
            assertTrue(text.contains(said), () -> said + " is missing in " + text);
        }
        assertTrue(explained.at("/recomputed/equal").asBoolean(), explained.toString());
        assertEquals("usage.events.v1", explained.at("/evidence/topic").asText());
        assertEquals(77, explained.at("/evidence/offset").asLong());
        assertEquals("11", explained.at("/evidence/inputs/used").asText());
        assertEquals("quota", explained.at("/steps/3/step").asText());
        assertEquals("DENY QUOTA_BREACHED", explained.at("/steps/4/result").asText());
    }

    @Test
    void decisionThatIsNotRepeatableIsToldSo() {
        var explained = DecisionExplanation.of(decision("ALLOW", "OK", "ACTIVE", breached(), 40));
        assertFalse(explained.at("/recomputed/equal").asBoolean(true));
        assertTrue(text(explained).contains("please report this"));
    }

    @Test
    void stepsEndWhereItWasDecided() {
        var suspended = DecisionExplanation.of(decision("DENY", "LICENSE_SUSPENDED", "SUSPENDED", breached(), 40));
        assertEquals(3, suspended.path("steps").size(), suspended.toString());
        assertTrue(text(suspended).contains("resumed"));
        var unknown = DecisionExplanation.of(decision("DENY", "LICENSE_UNKNOWN", "", null, 40));
        assertEquals("DENY LICENSE_UNKNOWN", unknown.at("/steps/2/result").asText());
        var deaf = DecisionExplanation.of(decision("DENY", "VIEW_NOT_LOADED", "", null, -1));
        assertEquals("VIEW_NOT_LOADED", deaf.at("/steps/0/result").asText());
    }

    @Test
    void aCheckInGraceSaysUntilWhen() {
        var explained = DecisionExplanation.of(inGrace("ALERT", "LICENSE_IN_GRACE", "GRACE", NOW + 7));
        assertTrue(explained.at("/recomputed/equal").asBoolean(), explained.toString());
        assertEquals("go on", explained.at("/steps/1/result").asText());
        assertEquals("look at its grace", explained.at("/steps/2/result").asText());
        assertEquals("grace", explained.at("/steps/3/step").asText());
        assertEquals(
                "lasts until 2026-01-10T00:00:00.007Z",
                explained.at("/steps/3/input").asText());
        assertEquals("ALERT LICENSE_IN_GRACE", explained.at("/steps/5/result").asText());
        assertTrue(
                text(explained)
                        .contains("Access ends with the grace of the license, at 2026-01-10T00:00:00.007Z,"
                                + " unless it is renewed before that"),
                text(explained));
    }

    /** A client that heard nothing more takes it for active, and knows both ends. */
    @Test
    void theEndsCountWhateverTheStateSays() {
        var grace = DecisionExplanation.of(inGrace("ALERT", "LICENSE_IN_GRACE", "ACTIVE", NOW + 1));
        assertTrue(grace.at("/recomputed/equal").asBoolean(), grace.toString());
        var over = DecisionExplanation.of(inGrace("DENY", "LICENSE_EXPIRED", "TRIAL", NOW));
        assertTrue(over.at("/recomputed/equal").asBoolean(), over.toString());
        assertEquals("LICENSE_EXPIRED", over.at("/steps/3/result").asText());
        assertEquals(5, over.path("steps").size());
        assertTrue(text(over).contains("when the license is renewed"), text(over));
    }

    @Test
    void aDraftWaitsForItsStart() {
        var draft = DecisionExplanation.of(decision("DENY", "LICENSE_NOT_STARTED", "DRAFT", null, 40));
        assertTrue(draft.at("/recomputed/equal").asBoolean(), draft.toString());
        assertEquals("LICENSE_NOT_STARTED", draft.at("/steps/1/result").asText());
        assertTrue(text(draft).contains("Access begins when the license starts"), text(draft));
    }

    private static String text(ObjectNode explained) {
        return String.join(
                "\n",
                StreamSupport.stream(explained.path("sentences").spliterator(), false)
                        .map(s -> s.asText())
                        .toList());
    }

    private static FeatureEntitlement granted() {
        return new FeatureEntitlement(
                "api",
                FeatureKind.BOOLEAN,
                "true",
                Verdict.ALLOW,
                "OK",
                "",
                null,
                0,
                0,
                null,
                false,
                QuotaLevel.WITHIN,
                BigDecimal.ZERO,
                "",
                FailurePolicy.DEFAULT,
                false,
                null);
    }

    private static FeatureEntitlement breached() {
        var evidence = new Evidence(
                "quota/calls/MONTH",
                3,
                new Origin("usage.events.v1", 2, 77),
                "acme/api",
                "e-11",
                Map.of("used", "11", "limit", "10"));
        return new FeatureEntitlement(
                "api",
                FeatureKind.METERED,
                "",
                Verdict.DENY,
                "QUOTA_BREACHED",
                "calls",
                Window.MONTH,
                JANUARY,
                FEBRUARY,
                BigDecimal.TEN,
                true,
                QuotaLevel.BREACHED,
                new BigDecimal("11"),
                FeatureEntitlement.REACTIVE,
                FailurePolicy.DEFAULT,
                false,
                evidence);
    }

    private static RecordedDecision decision(
            String verdict, String reason, String state, @Nullable FeatureEntitlement basis, long viewAgeMs) {
        return decision(verdict, reason, state, basis, viewAgeMs, null, null);
    }

    /** Of a license that ended a moment ago. */
    private static RecordedDecision inGrace(String verdict, String reason, String state, long graceUntilMs) {
        return decision(verdict, reason, state, granted(), 40, NOW - 5, graceUntilMs);
    }

    private static RecordedDecision decision(
            String verdict,
            String reason,
            String state,
            @Nullable FeatureEntitlement basis,
            long viewAgeMs,
            @Nullable Long expiresAtMs,
            @Nullable Long graceUntilMs) {
        return new RecordedDecision(
                "d-1",
                "lic-1",
                "api",
                verdict,
                reason,
                1,
                "checkout",
                NOW,
                NOW,
                viewAgeMs,
                10_000,
                0,
                basis == null ? "" : basis.bound(),
                basis == null ? 0 : FEBRUARY,
                state,
                expiresAtMs,
                graceUntilMs,
                false,
                state.isEmpty() ? 0 : 5,
                3,
                "a sentence",
                basis,
                "acme-product",
                "starter",
                "customer-1",
                null,
                new Origin("entitlement.decisions.v1", 2, 9));
    }
}
