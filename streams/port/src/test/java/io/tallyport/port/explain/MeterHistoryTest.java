package io.tallyport.port.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.usage.UsageEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which version counts an event, by the three facts that it follows from: revision, time, and later recounts. */
class MeterHistoryTest {

    private static final String MONDAY = "2026-11-23T00:00:00Z";
    private static final String TUESDAY = "2026-11-24T00:00:00Z";
    private static final String FIRST = RecordedBook.meter(1, null, "SUM", "a");
    private static final String SECOND = RecordedBook.meter(2, TUESDAY, "SUM", "b");

    private final RecordedBook book = new RecordedBook();
    private final MeterSwitches switches = new MeterSwitches();
    private final MeterShelf shelf = new MeterShelf(book, "m");
    private final MeterHistory history = new MeterHistory("m", shelf::in, shelf::starts, switches);

    @BeforeEach
    void fourRevisions() {
        book.apply(FIRST);
        book.apply(FIRST, SECOND);
        // Another meter comes: no recount.
        book.apply(FIRST, SECOND, SECOND.replace("id: m, version: 2, from: '" + TUESDAY + "'", "id: n"));
        book.apply(FIRST, RecordedBook.meter(3, MONDAY, "SUM", "c"), RecordedBook.meter(4, TUESDAY, "SUM", "d"));
    }

    @ParameterizedTest
    @CsvSource({
        // Counted by, time, switched to, version
        "1, 2026-11-25T00:00:00Z, 0, 1",
        "2, 2026-11-25T00:00:00Z, 0, 2",
        "2, 2026-11-24T00:00:00Z, 0, 2",
        "2, 2026-11-23T23:59:59.999Z, 0, 1",
        "1, 2026-11-25T00:00:00Z, 2, 2",
        "1, 2026-11-24T00:00:00Z, 2, 2",
        "1, 2026-11-23T23:59:59.999Z, 2, 1",
        "3, 2026-11-25T00:00:00Z, 2, 2",
        "1, 2026-11-25T00:00:00Z, 4, 4",
        "2, 2026-11-25T00:00:00Z, 4, 4",
        "1, 2026-11-23T12:00:00Z, 4, 3",
        "4, 2026-11-23T12:00:00Z, 4, 3",
        "1, 2026-11-22T12:00:00Z, 4, 1",
        // A revision that recounts nothing changes nothing.
        "1, 2026-11-25T00:00:00Z, 3, 2",
    })
    void aVersionCountsWhatTheLastRecountNames(long counted, String time, long switchedTo, int version) {
        if (switchedTo > 0) {
            switches.note("L", "m", 10, switchedTo);
        }
        // Of others, nothing follows.
        switches.note("K", "m", 1, 4);
        switches.note("L", "n", 1, 4);
        assertEquals(version, version(counted, time, Long.MAX_VALUE));
    }

    @Test
    void whatWasSwitchedLaterDidNotCountBefore() {
        switches.note("L", "m", 10, 2);
        switches.note("L", "m", 20, 4);
        String wednesday = "2026-11-25T00:00:00Z";
        assertEquals(1, version(1, wednesday, 10));
        assertEquals(2, version(1, wednesday, 11));
        assertEquals(2, version(1, wednesday, 20));
        assertEquals(4, version(1, wednesday, 21));
    }

    @Test
    void aVersionThatWasAloneBeforeStaysThatOfItsRevision() {
        book.apply(RecordedBook.meter(5, null, "SUM", "e"));
        switches.note("L", "m", 10, 4);
        assertEquals(5, version(5, "2026-11-25T00:00:00Z", Long.MAX_VALUE));
        assertEquals(4, version(3, "2026-11-25T00:00:00Z", Long.MAX_VALUE));
    }

    private int version(long counted, String time, long offset) {
        var event = new UsageEvent(
                "L", "s", "e", "call", Instant.parse(time).toEpochMilli(), 0, -1, List.of(), Map.of(), "");
        var judged = new JudgedEvent(event, new Origin("usage.events.v1", 0, 0), "OPEN", counted, "");
        return history.of(judged, offset).orElseThrow().meter().version();
    }
}
