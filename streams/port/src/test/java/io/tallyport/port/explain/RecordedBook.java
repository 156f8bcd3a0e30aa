package io.tallyport.port.explain;

import io.tallyport.domain.catalog.CatalogDocument;
import io.tallyport.expression.CelFilters;
import io.tallyport.port.answer.Json;
import io.tallyport.port.catalog.AdoptionBoard;
import io.tallyport.port.catalog.CatalogProposal;
import io.tallyport.port.catalog.CatalogSource;
import io.tallyport.port.catalog.CatalogText;
import io.tallyport.port.catalog.CatalogWriter;
import io.tallyport.port.catalog.StoredCatalog;
import io.tallyport.readmodel.Reading;
import io.tallyport.readmodel.ReadingFilter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Revisions of a catalog, licenses and readings as a test says. */
final class RecordedBook implements UsageBook {

    final List<StoredCatalog> catalogs = new ArrayList<>();
    final List<String> licenses = new ArrayList<>();
    final List<Reading> readings = new ArrayList<>();

    /** The next revision. */
    void apply(String... meters) {
        long revision = catalogs.size() + 1L;
        var catalog = CatalogDocument.read(tree(meters), revision, CelFilters.CEL);
        try {
            String text = Json.MAPPER.writeValueAsString(
                    CatalogDocument.write(catalog.catalog().orElseThrow()));
            catalogs.add(new StoredCatalog(revision, "ann", revision, text));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** What would be recounted of a document. */
    CatalogProposal propose(long nowMs, String... meters) {
        var source = new CatalogSource() {
            @Override
            public StoredCatalog current() {
                return catalogs.isEmpty() ? StoredCatalog.NONE : catalogs.get(catalogs.size() - 1);
            }

            @Override
            public void forEach(Consumer<StoredCatalog> reader) {
                catalogs.forEach(reader);
            }
        };
        return new CatalogWriter(
                        () -> {
                            throw new AssertionError("nothing is written");
                        },
                        revision -> new byte[0],
                        source,
                        new AdoptionBoard(1),
                        1,
                        () -> nowMs,
                        Duration.ZERO)
                .propose(tree(meters), null, "");
    }

    private static @Nullable Object tree(String... meters) {
        return CatalogText.tree(("format: 1\nmeters:\n" + String.join("", meters)).getBytes(StandardCharsets.UTF_8));
    }

    /** A meter of calls. */
    static String meter(int version, @Nullable String from, String aggregation, String value) {
        return "  - {id: m, version: " + version + ", " + (from == null ? "" : "from: '" + from + "', ")
                + "eventType: call, aggregation: " + aggregation
                + (aggregation.equals("COUNT") ? "" : ", value: " + value) + "}\n";
    }

    /** What a version of meter {@code m} says of a month. */
    void reads(String license, int version, long fromMs, long toMs, String value, long events, boolean recounting) {
        readings.removeIf(one -> one.license().equals(license) && one.meterVersion() == version);
        add(license, version, fromMs, toMs, value, events, recounting, "");
    }

    /** What the first version of a meter says of a level in a month. */
    void levels(String license, long fromMs, long toMs, String value, long events, String level) {
        add(license, 1, fromMs, toMs, value, events, false, level);
    }

    private void add(
            String license,
            int version,
            long fromMs,
            long toMs,
            String value,
            long events,
            boolean recounting,
            String level) {
        readings.add(new Reading(
                license,
                "c",
                "p",
                "basic",
                1,
                0,
                1,
                "m",
                version,
                "",
                "call",
                "MONTH",
                fromMs,
                toMs,
                new BigDecimal(value),
                events,
                "OPEN",
                level.isEmpty() ? "SUM" : "TIME_WEIGHTED",
                "",
                recounting,
                level,
                ""));
    }

    @Override
    public List<Reading> readings(String license, ReadingFilter filter) {
        return readings.stream().filter(one -> one.license().equals(license)).toList();
    }

    @Override
    public Optional<StoredCatalog> revision(long revision) {
        return catalogs.stream().filter(one -> one.revision() == revision).findFirst();
    }

    @Override
    public List<StoredCatalog> revisions() {
        var newestFirst = new ArrayList<>(catalogs);
        java.util.Collections.reverse(newestFirst);
        return newestFirst;
    }

    @Override
    public List<String> licenses(@Nullable String after, int limit) {
        return licenses.stream()
                .sorted()
                .filter(license -> after == null || license.compareTo(after) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public void awaitRead(String topic, int partition, long offset) {}
}
