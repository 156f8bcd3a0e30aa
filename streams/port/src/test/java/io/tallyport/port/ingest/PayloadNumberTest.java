package io.tallyport.port.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers of a payload, as they are written and as they are kept. */
class PayloadNumberTest {

    private static final String HEAD = "{\"specversion\":\"1.0\",\"id\":\"e1\",\"source\":\"shop\",\"type\":\"call\"";

    @ParameterizedTest
    @CsvSource({
        "2, 2",
        "2.0, 2",
        "20e-1, 2",
        "-0, 0",
        "-0.0, 0",
        "0e99999, 0",
        "9223372036854775807, 9223372036854775807",
        "9223372036854775808, 9223372036854775808",
        "-9223372036854775808, -9223372036854775808",
        "12.50, 12.5",
        "0.1, 0.1",
        "1e3, 1000",
        "1e39, 1000000000000000000000000000000000000000",
        "1234567890123456789012345678901234567890, 1234567890123456789012345678901234567890",
        "0.123456789012345678901234567890123456789, 0.123456789012345678901234567890123456789"
    })
    void numbersAreExact(String written, String value) {
        var batch = structured(HEAD + ",\"data\":{\"n\":" + written + "}}");
        assertEquals(List.of(), batch.errors());
        Object number = batch.events().get(0).payload().get("n");
        String plain = number instanceof BigDecimal decimal ? decimal.toPlainString() : String.valueOf(number);
        assertEquals(value, plain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345678901234567890123456789012345678901",
                "0.1234567890123456789012345678901234567890",
                "1e40",
                "1e-40",
                "1e1000000000",
                "1e-1000000000",
                "1.5e2147483000"
            })
    void numbersOfMoreThanFortyDigitsAreNamed(String written) {
        var errors =
                structured(HEAD + ",\"data\":{\"a\":{\"n\":" + written + "}}}").errors();
        assertEquals(1, errors.size());
        assertEquals("data.a.n", errors.get(0).field());
        assertEquals("TOO_MANY_DIGITS", errors.get(0).code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999999999999", "-1e-99999999999999999999"})
    void exponentsBeyondAnyNumberAreAnError(String written) {
        assertFalse(
                structured(HEAD + ",\"data\":{\"n\":" + written + "}}").errors().isEmpty());
    }

    private static EventBatch structured(String body) {
        return EventParser.parse(
                new EventRequest(MediaType.EVENT, Map.of(), body.getBytes(StandardCharsets.UTF_8), ""));
    }
}
