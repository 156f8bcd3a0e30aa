package io.tallyport.port.explain;

import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.contract.PartitionReader;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.ProblemException;
import io.tallyport.port.catalog.CatalogProposal;
import io.tallyport.port.statement.ShelfBook;
import io.tallyport.readmodel.LicenseTerm;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Licenses, their usage and catalogs, of which previews are asked. */
class PreviewScene {

    static final long NOW = at("2026-02-10T00:00:00Z");
    static final long FROM = at("2026-01-20T00:00:00Z");
    static final String FROM_TEXT = "2026-01-20T00:00:00Z";
    RecordedTopics topics = new RecordedTopics(3);
    final RecordedBook book = new RecordedBook();
    final Map<String, UsageCalendar> calendars = new TreeMap<>();
    private final ShelfBook shelf = new ShelfBook();

    CatalogProposal repaired(Aggregation aggregation) {
        String last = book.catalogs.size() == 1 ? "a" : "b";
        return book.propose(
                NOW,
                RecordedBook.meter(book.catalogs.size(), null, aggregation.name(), last),
                RecordedBook.meter(9, FROM_TEXT, aggregation.name(), "c"));
    }

    JsonNode preview(CatalogProposal proposal, String license, String after) {
        try {
            return Json.MAPPER.readTree(previews()
                    .preview(proposal, new MeterPreviews.Request("", license, after))
                    .body());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    MeterPreviews previews() {
        return previews(topics::reader);
    }

    MeterPreviews previews(Supplier<PartitionReader> readers) {
        return new MeterPreviews(readers, topics.registry, shelf, book, topics.partitions, () -> NOW, () -> true);
    }

    static Problem refused(Runnable asked) {
        return assertThrows(ProblemException.class, asked::run).problem();
    }

    void license(String license, UsageCalendar calendar) {
        Long anchorMs = calendar.anchorMs() == UsageCalendar.NO_ANCHOR ? null : calendar.anchorMs();
        shelf.license(new LicenseTerm(license, "c", calendar.timeZone(), anchorMs, 0, Long.MAX_VALUE));
        calendars.put(license, calendar);
        book.licenses.add(license);
    }

    UsageCalendar calendar(String license) {
        return java.util.Objects.requireNonNull(calendars.get(license));
    }

    long firstMs(String license) {
        return calendar(license).fromMs(Window.MONTH, FROM);
    }

    static long at(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
