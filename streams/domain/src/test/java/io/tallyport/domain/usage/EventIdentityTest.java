package io.tallyport.domain.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventIdentityTest {

    private final EventIdentity.Hasher hasher = new EventIdentity.Hasher();

    @Test
    void equalNumbersAreOnePayloadWhateverTheirNotation() {
        long one = payload(1L);
        assertEquals(one, payload(new BigDecimal("1.00")));
        assertEquals(payload(100L), payload(new BigDecimal("1E+2")));
        assertEquals(payload(new BigDecimal("1E+999999999")), payload(new BigDecimal("10E+999999998")));
        assertNotEquals(one, payload(new BigDecimal("1.01")));
    }

    @Test
    void aNumberIsHashedAsItsShortestPlainText() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            var number = BigDecimal.valueOf(random.nextLong() >> random.nextInt(64), random.nextInt(40) - 20);
            var spelled = new BigDecimal(number.stripTrailingZeros().toPlainString());
            assertEquals(payload(spelled), payload(number), "seed " + seed + ": " + number);
            assertEquals(payload(spelled), payload(number.setScale(Math.max(0, number.scale()) + 3)), "seed " + seed);
        }
        assertEquals(payload(0L), payload(new BigDecimal("0.000")));
        assertEquals(payload(-5L), payload(new BigDecimal("-5.00")));
    }

    @Test
    void aNumberOfABillionDigitsIsHashedWithoutWritingThemOut() {
        assertNotEquals(payload(new BigDecimal("1E+999999999")), payload(new BigDecimal("1E+999999998")));
        assertNotEquals(payload(new BigDecimal("1E-999999999")), payload(new BigDecimal("1E+999999999")));
    }

    @Test
    void theEventTimeIsNoPartOfIt() {
        assertEquals(hasher.of(event(1_000, 1L)), hasher.of(event(2_000, 1L)));
    }

    @Test
    void aNumberedEventIsIdentifiedBySourceAndIdAlone() {
        var one = new UsageEvent("lic", "acme/web", "1.0.2", "a", 1, 1, 2, List.of(), Map.of("units", 1L), "");
        var other = new UsageEvent("other", "acme/web", "1.0.2", "b", 2, 1, 2, List.of("x"), Map.of(), "");
        assertEquals(hasher.ofNumber(one), hasher.ofNumber(other));
        assertNotEquals(hasher.ofNumber(one), hasher.of(one));
    }

    private long payload(Object value) {
        return hasher.of(event(0, value)).payload();
    }

    private static UsageEvent event(long timeMs, Object value) {
        return new UsageEvent(
                "lic", "acme/web", "e1", "api.call", timeMs, 0, -1, List.of(), Map.of("units", value), "");
    }
}
