package io.tallyport.domain.license;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.license.LicenseCommand.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Licenses that get another key. */
class RekeyTest {

    private static final Instant MONDAY = Instant.parse("2026-01-05T00:00:00Z");

    private final Lives life = new Lives("").issue("2026-01-01T00:00:00Z", "endless");

    @Test
    void theKeyBeforeIsTakenForAsLongAsItIsSaidAndNoLonger() {
        rekey("new", Map.of("overlap", "P7D"));
        assertKeys("new", "hash");
        assertEquals(
                Instant.parse("2026-01-12T00:00:00Z").toEpochMilli(),
                life.license().term().oldKeyUntilMs());
        life.pass("2026-01-11T23:59:59.999Z");
        assertKeys("new", "hash");
        life.pass("2026-03-01T00:00:00Z");
        assertKeys("new", "");
        assertEquals(
                List.of(
                        "2026-01-01T00:00:00Z ISSUED ACTIVE",
                        "2026-01-05T00:00:00Z REKEYED ACTIVE",
                        "2026-01-12T00:00:00Z OLD_KEY_ENDED ACTIVE"),
                life.story());
        assertEquals(life.license(), License.replay(life.timeline));
    }

    @Test
    void withoutAnOverlapItEndsAtOnceAndAThirdKeyIsNeverTaken() {
        rekey("second", Map.of());
        assertKeys("second", "");
        rekey("third", Map.of("overlap", "PT1H"));
        rekey("fourth", Map.of("overlap", "PT2H"));
        assertKeys("fourth", "third");
        life.pass("2026-01-05T01:30:00Z");
        assertKeys("fourth", "third");
    }

    @Test
    void theOldKeyEndsThoughTheLicenseIsOver() {
        rekey("new", Map.of("overlap", "P7D"));
        life.tell("2026-01-06T00:00:00Z", Kind.REVOKE).pass("2026-01-12T00:00:00Z");
        assertEquals("2026-01-12T00:00:00Z OLD_KEY_ENDED REVOKED", life.story().get(3));
        assertEquals("WRONG_STATE", rekey("more", Map.of()).events().get(0).refusal());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a week", "-P1D", "P367D", "P1M", ""})
    void anOverlapThatMakesNoSenseIsRefused(String overlap) {
        var refused = rekey("new", Map.of("overlap", overlap)).events().get(0);
        assertEquals("OVERLAP_INVALID", refused.refusal());
        assertEquals("overlap", refused.field());
        assertKeys("hash", "");
    }

    @Test
    void aKeyWithoutAHashIsRefused() {
        assertEquals("KEY_MISSING", rekey(" ", Map.of()).events().get(0).refusal());
    }

    private LicenseOutcome rekey(String keyHash, Map<String, String> attributes) {
        var command = new LicenseCommand(
                Kind.REKEY,
                "L",
                "rekey-" + keyHash,
                "ann",
                "it leaked",
                "",
                "",
                "",
                keyHash,
                Long.MAX_VALUE,
                "",
                UsageCalendar.NO_ANCHOR,
                Term.NEVER,
                attributes);
        var outcome = License.apply(life.license(), command, life.catalog, MONDAY.toEpochMilli());
        life.license = outcome.next();
        life.timeline.addAll(outcome.events());
        return outcome;
    }

    private void assertKeys(String key, String old) {
        assertEquals(key, life.license().keyHash());
        assertEquals(old, life.license().oldKeyHash());
    }
}
