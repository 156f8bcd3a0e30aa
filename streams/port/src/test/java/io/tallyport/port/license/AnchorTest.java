package io.tallyport.port.license;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.port.answer.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnchorTest {

    @ParameterizedTest
    @CsvSource({
        "2026-01-31                , Europe/Berlin, 2026-01-30T23:00:00Z",
        "2026-01-31T10:00          , Europe/Berlin, 2026-01-31T09:00:00Z",
        "2026-01-31T10:00:05       , ''           , 2026-01-31T10:00:05Z",
        "2026-01-31T10:00:00Z      , Europe/Berlin, 2026-01-31T10:00:00Z",
        "2026-10-25T02:30:00+02:00 , Europe/Berlin, 2026-10-25T00:30:00Z"
    })
    void localTimeIsThatOfTheZone(String text, String zone, Instant expected) {
        assertEquals(expected, Instant.ofEpochMilli(Anchor.parse(text, zone)));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-29T02:30          , Europe/Berlin, leaps over it",
        "2026-10-25T02:30          , Europe/Berlin, comes twice",
        "2026-10-25T02:30:00+01:00 , Europe/Berlin, the second of two",
        "2026-02-30                , ''           , must be a date",
        "soon                      , ''           , must be a date",
        "1969-12-31                , ''           , from 1970 to 2200",
        "2200-01-01T00:00:00Z      , ''           , from 1970 to 2200",
        "+999999999-12-31          , ''           , is no instant"
    })
    void whatNamesNoOneInstantIsRefusedWithTheReason(String text, String zone, String reason) {
        var refused = assertThrows(ProblemException.class, () -> Anchor.parse(text, zone));
        assertEquals("anchor", refused.problem().field());
        assertTrue(refused.problem().detail().contains(reason), refused.problem()::detail);
    }

    @Test
    void aTimeZoneThatIsNoneIsRefusedAndUtcHasOneName() {
        var refused = assertThrows(ProblemException.class, () -> request("Mars/Base"));
        assertEquals("timeZone", refused.problem().field());
        assertEquals("", request("UTC").timeZone());
        assertEquals("Europe/Berlin", request("Europe/Berlin").timeZone());
    }

    private static IssueRequest request(String timeZone) {
        return IssueRequest.of(
                ("{\"product\":\"p\",\"plan\":\"x\",\"customer\":\"c\",\"timeZone\":\"" + timeZone + "\"}")
                        .getBytes(StandardCharsets.UTF_8),
                "");
    }
}
