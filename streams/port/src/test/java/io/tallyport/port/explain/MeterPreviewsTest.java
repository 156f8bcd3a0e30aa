package io.tallyport.port.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.contract.LicensePartition;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What previews are asked for, and how far they go. */
class MeterPreviewsTest extends PreviewScene {

    @Test
    void whatAnEarlierRecountMadeCountIsWhatItSays() throws Exception {
        license("L", UsageCalendar.UTC);
        book.apply(RecordedBook.meter(1, null, "SUM", "a"));
        String second = RecordedBook.meter(2, FROM_TEXT, "SUM", "b");
        book.apply(RecordedBook.meter(1, null, "SUM", "a"), second);
        var values = Map.of("a", BigDecimal.ONE, "b", BigDecimal.TEN, "c", new BigDecimal(100));
        topics.counted(RecordedTopics.event("L", "x", FROM + 1, values), 1);
        topics.recounted("L", 2, FROM + 2, "RECOUNT");
        String third = RecordedBook.meter(3, "2026-01-20T00:00:00.001Z", "SUM", "c");
        var proposal = book.propose(NOW, RecordedBook.meter(1, null, "SUM", "a"), second, third);
        JsonNode row = preview(proposal, "", "").path("periods").path(0);
        assertEquals("10", row.path("says").asText(), row.toString());
        assertEquals("100", row.path("wouldSay").asText());
        assertEquals("90", row.path("difference").asText());
    }

    @Test
    void aNewMeterThatBeginsInThePastSaysNothingYet() throws Exception {
        license("L", UsageCalendar.UTC);
        String other = RecordedBook.meter(1, null, "SUM", "a").replace("id: m", "id: other");
        book.apply(other);
        topics.counted(RecordedTopics.event("L", "x", FROM, Map.of("a", BigDecimal.ONE)), 1);
        topics.counted(RecordedTopics.event("L", "y", FROM - 1, Map.of("a", BigDecimal.ONE)), 1);
        var proposal = book.propose(NOW, other, RecordedBook.meter(1, FROM_TEXT, "COUNT", ""));
        JsonNode row = preview(proposal, "", "").path("periods").path(0);
        assertEquals("0", row.path("says").asText(), row.toString());
        assertEquals("1", row.path("wouldSay").asText());
    }

    @Test
    void thoseThatChangeMostAreListedAndTheTotalsAreOverAll() throws Exception {
        book.apply(RecordedBook.meter(1, null, "SUM", "a"));
        for (int i = 0; i < 130; i++) {
            String license = "L%03d".formatted(i);
            license(license, UsageCalendar.UTC);
            var values = Map.of("a", BigDecimal.ZERO, "c", new BigDecimal(i));
            topics.counted(RecordedTopics.event(license, "x", FROM, values), 1);
        }
        JsonNode told = preview(repaired(Aggregation.SUM), "", "");
        assertEquals(100, told.path("periods").size());
        assertEquals("129", told.path("periods").path(0).path("difference").asText());
        assertEquals("30", told.path("periods").path(99).path("difference").asText());
        JsonNode total = told.path("totals").path(0);
        assertEquals(130, total.path("licenses").asInt());
        assertEquals(129, total.path("changed").asInt());
        assertEquals("8385", total.path("difference").asText());
    }

    @Test
    void aCallGoesOnWhereTheOneBeforeStopped() throws Exception {
        book.apply(RecordedBook.meter(1, null, "SUM", "a"));
        for (int i = 0; i < 20; i++) {
            license("L" + i, UsageCalendar.UTC);
            topics.counted(
                    RecordedTopics.event("L" + i, "x", FROM, Map.of("a", BigDecimal.ONE, "c", BigDecimal.TEN)), 1);
        }
        var proposal = repaired(Aggregation.SUM);
        JsonNode rest = preview(proposal, "", "1.1.L1");
        long expected = calendars.keySet().stream()
                .filter(license -> {
                    int partition = LicensePartition.of(license, 3);
                    return partition == 2 || partition == 1 && license.compareTo("L1") > 0;
                })
                .count();
        assertEquals(expected, rest.path("totals").path(0).path("licenses").asLong());
        assertEquals("after", refused(() -> preview(proposal, "", "2.0.")).field());
        assertEquals(
                "CATALOG_BASE_MISMATCH",
                refused(() -> preview(proposal, "", "2.0.")).code());
        for (String malformed : List.of("1.3.", "x", "1.0")) {
            assertEquals(
                    "MALFORMED", refused(() -> preview(proposal, "", malformed)).code());
        }
        assertEquals(
                "LICENSE_UNKNOWN",
                refused(() -> preview(proposal, "nobody", "")).code());
    }

    /** Of different values, a thousand licenses are read together. */
    @Test
    void aGroupOfLicensesFollowsAnother() throws Exception {
        topics = new RecordedTopics(1);
        book.apply(RecordedBook.meter(1, null, "UNIQUE_COUNT", "a"));
        var values = Map.of("a", BigDecimal.ONE, "c", BigDecimal.TEN);
        for (int i = 0; i < 2_100; i++) {
            license("L" + i, UsageCalendar.UTC);
            if (i % 7 == 0) {
                topics.counted(RecordedTopics.event("L" + i, "x", FROM, values), 1);
            }
        }
        var opened = new int[1];
        var previews = previews(() -> {
            opened[0]++;
            return topics.reader();
        });
        JsonNode told = Json.MAPPER.readTree(
                previews.preview(repaired(Aggregation.UNIQUE_COUNT), new MeterPreviews.Request("", "", ""))
                        .body());
        assertEquals(
                300,
                told.path("totals").path(0).path("licenses").asInt(),
                told.path("totals").toString());
        assertEquals(3, opened[0]);
        assertFalse(told.has("next"));
    }

    @Test
    void anotherPreviewHasToWait() throws Exception {
        license("L", UsageCalendar.UTC);
        book.apply(RecordedBook.meter(1, null, "SUM", "a"));
        var request = new MeterPreviews.Request("", "L", "");
        var asked = new MeterPreviews[1];
        asked[0] = previews(() -> {
            assertEquals(
                    "TOO_MANY_PREVIEWS",
                    refused(() -> asked[0].preview(repaired(Aggregation.SUM), request))
                            .code());
            return topics.reader();
        });
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    200, asked[0].preview(repaired(Aggregation.SUM), request).status());
        }
    }

    @ParameterizedTest
    @CsvSource({"usage.events.v1", "usage.verdicts.v1"})
    void withoutTheEvidenceOfTheFirstMonthNothingIsSaid(String topic) {
        license("L", UsageCalendar.UTC);
        book.apply(RecordedBook.meter(1, null, "SUM", "a"));
        for (String time : List.of("2026-01-05T00:00:00Z", "2026-01-25T00:00:00Z")) {
            topics.counted(RecordedTopics.event("L", time, at(time), Map.of("a", BigDecimal.ONE)), 1);
        }
        topics.lose(topic, 1);
        Problem expired = refused(() -> preview(repaired(Aggregation.SUM), "L", ""));
        assertEquals("EVIDENCE_EXPIRED", expired.code());
        assertTrue(expired.detail().contains("2026-01-01T00:00:00Z"), expired.detail());
    }

    @Test
    void aDocumentThatRecountsNothingIsToldSo() {
        book.apply(RecordedBook.meter(1, null, "SUM", "a"));
        var same = book.propose(NOW, RecordedBook.meter(1, null, "SUM", "a"));
        assertEquals("meter", refused(() -> preview(same, "", "")).field());
        var untimed = book.propose(NOW, RecordedBook.meter(2, null, "SUM", "c"));
        assertEquals("from", refused(() -> preview(untimed, "", "")).field());
        assertEquals(
                "NOTHING_TO_RECOUNT", refused(() -> preview(untimed, "", "")).code());
        var request = new MeterPreviews.Request("nobody", "", "");
        assertEquals(
                "METER_UNKNOWN",
                refused(() -> previews().preview(untimed, request)).code());
    }
}
