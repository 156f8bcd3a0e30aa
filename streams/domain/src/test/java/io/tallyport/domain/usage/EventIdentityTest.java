package io.tallyport.domain.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
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
    void aNumberOfABillionDigitsIsHashedWithoutWritingThemOut() {
        assertNotEquals(payload(new BigDecimal("1E+999999999")), payload(new BigDecimal("1E+999999998")));
        assertNotEquals(payload(new BigDecimal("1E-999999999")), payload(new BigDecimal("1E+999999999")));
    }

    @Test
    void theEventTimeIsNoPartOfIt() {
        assertEquals(hasher.of(event(1_000, 1L)), hasher.of(event(2_000, 1L)));
    }

    private long payload(Object value) {
        return hasher.of(event(0, value)).payload();
    }

    private static UsageEvent event(long timeMs, Object value) {
        return new UsageEvent("lic", "acme/web", "e1", "api.call", timeMs, List.of(), Map.of("units", value), "");
    }
}
