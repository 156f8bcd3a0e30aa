package io.tallyport.port.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.contract.CatalogDigest;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.CatalogChange;
import io.tallyport.domain.catalog.CatalogDiff;
import io.tallyport.domain.catalog.CatalogDocument;
import io.tallyport.domain.catalog.CatalogProblem;
import io.tallyport.domain.catalog.MeterMeaning;
import io.tallyport.expression.CelFilters;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.wire.CatalogRevisionKind;
import io.tallyport.wire.CatalogRevisionV1;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalog's one writer. It fences every other one by its transactional id, then reads the last revision, then
 * appends the next to every partition in one transaction: so no two writers ever build on the same base.
 */
public final class CatalogWriter {

    /** Transactional id that all writers of an installation share. */
    public static final String TRANSACTIONAL_ID = "tallyport-catalog-writer";

    private static final Logger LOG = LoggerFactory.getLogger(CatalogWriter.class);
    /** Below what a broker takes in one record by default. */
    private static final int DOCUMENT_BYTES_MAX = 900_000;

    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Function<CatalogRevisionV1, byte[]> encoder;
    private final CatalogSource source;
    private final AdoptionBoard adoptions;
    private final int partitions;
    private final LongSupplier nowMs;
    private final Duration adoptionWithin;

    /**
     * @param producers opens a transactional producer with {@link #TRANSACTIONAL_ID}
     * @param nowMs the node's clock: tick time in ms since the epoch
     * @param adoptionWithin how long to wait for the pipeline to adopt a revision
     */
    public CatalogWriter(
            Supplier<Producer<byte[], byte[]>> producers,
            Function<CatalogRevisionV1, byte[]> encoder,
            CatalogSource source,
            AdoptionBoard adoptions,
            int partitions,
            LongSupplier nowMs,
            Duration adoptionWithin) {
        this.producers = producers;
        this.encoder = encoder;
        this.source = source;
        this.adoptions = adoptions;
        this.partitions = partitions;
        this.nowMs = nowMs;
        this.adoptionWithin = adoptionWithin;
    }

    /**
     * Checks a document as if it were to be applied.
     *
     * @throws io.tallyport.port.answer.ProblemException as {@link #apply} does
     */
    public CatalogProposal check(CatalogChangeRequest request) {
        StoredCatalog current = source.current();
        requireBase(request, current);
        return proposal(current, request.tree());
    }

    /**
     * The rollback of the catalog in force to an earlier revision. It is not synchronized with {@link #apply}: a rollback that
     * waits for another one was asked for before that was in force, and is refused.
     *
     * @param to the earlier revision; null = the one before the one in force
     * @param base only if this revision is in force; null = whichever is
     * @throws io.tallyport.port.answer.ProblemException 404 when there is no such revision
     */
    public CatalogChangeRequest rollback(@Nullable Long to, @Nullable Long base, String author, String reason) {
        return CatalogRollback.of(source, to, base, author, reason);
    }

    /**
     * Applies a document.
     *
     * @throws io.tallyport.port.answer.ProblemException 400 when the document is not valid, 409 when its base is not the
     *     last revision or another writer took over
     */
    public synchronized ObjectNode apply(CatalogChangeRequest request) {
        var unused = read(request.tree(), 1);
        try (var fenced = new Fenced(producers.get())) {
            fenced.producer.initTransactions();
            StoredCatalog current = source.current();
            requireBase(request, current);
            Catalog next = read(request.tree(), current.revision() + 1);
            var changes = changes(current, next);
            if (changes.isEmpty()) {
                return CatalogAnswers.of(current.revision(), current.revision(), changes, List.of(), false)
                        .put("unchanged", true);
            }
            requireMeanings(current, next);
            append(fenced.producer, revision(request, current, next));
            ObjectNode answer =
                    CatalogAnswers.of(next.revision(), current.revision(), changes, recounts(current, next), false);
            return answer.put("adopted", adopted(next.revision()));
        } catch (ProducerFencedException e) {
            throw Problem.refused("CATALOG_WRITER_FENCED", null, "another writer took over; look and apply again")
                    .asException(e);
        } catch (KafkaException e) {
            throw Problem.of(
                            504,
                            "OUTCOME_UNKNOWN",
                            "Kafka did not confirm the revision; look at the catalog, then "
                                    + (request.rollbackTo() == null
                                            ? "apply again: the same document never makes a second revision"
                                            : "roll back again, to revision " + request.rollbackTo()
                                                    + ": without a number it would undo this one"))
                    .asException(e);
        }
    }

    /** What a document would change. */
    public ObjectNode diff(@Nullable Object tree) {
        StoredCatalog current = source.current();
        Catalog next = read(tree, current.revision() + 1);
        require(BroughtMeter.problems(current.catalog(), next, nowMs.getAsLong()));
        ObjectNode answer = Json.object().put("base", current.revision());
        answer.set("changes", CatalogAnswers.json(changes(current, next)));
        answer.set("recounts", BroughtMeter.json(recounts(current, next)));
        return answer;
    }

    /**
     * A document beside the catalog in force, checked as if it were to be applied.
     *
     * @param from where every version of a meter begins that the document brings; null = where it says
     * @param meter only versions of this meter begin there; empty for all
     */
    public CatalogProposal propose(@Nullable Object tree, @Nullable String from, String meter) {
        StoredCatalog current = source.current();
        return proposal(
                current, from == null ? tree : CatalogProposal.startingAt(tree, current.catalog(), meter, from));
    }

    private CatalogProposal proposal(StoredCatalog current, @Nullable Object tree) {
        Catalog next = read(tree, current.revision() + 1);
        requireMeanings(current, next);
        return new CatalogProposal(current.catalog(), next, recounts(current, next));
    }

    private record Fenced(Producer<byte[], byte[]> producer) implements AutoCloseable {
        @Override
        public void close() {
            producer.close(CLOSE);
        }
    }

    private static Catalog read(@Nullable Object tree, long revision) {
        var reading = CatalogDocument.read(tree, revision, CelFilters.CEL);
        return reading.catalog().orElseThrow(() -> CatalogAnswers.invalid(reading.problems()));
    }

    private List<BroughtMeter> recounts(StoredCatalog current, Catalog next) {
        return BroughtMeter.recounted(current.catalog(), next, nowMs.getAsLong());
    }

    /**
     * A version of a meter counts what it counted in every revision before (most revisions bring no other meters), and
     * begins where events are still there.
     */
    private void requireMeanings(StoredCatalog current, Catalog next) {
        var problems = new LinkedHashSet<>(MeterMeaning.changed(current.catalog(), next));
        var brought = MeterMeaning.brought(current.catalog(), next);
        if (!brought.isEmpty()) {
            source.forEach(past -> past.catalogIfValid()
                    .ifPresent(catalog -> problems.addAll(MeterMeaning.changed(catalog, next, brought))));
        }
        problems.addAll(BroughtMeter.problems(current.catalog(), next, nowMs.getAsLong()));
        require(List.copyOf(problems));
    }

    private static void require(List<CatalogProblem> problems) {
        if (!problems.isEmpty()) {
            throw CatalogAnswers.invalid(problems);
        }
    }

    private static void requireBase(CatalogChangeRequest request, StoredCatalog current) {
        Long base = request.base();
        if (base != null && base != current.revision()) {
            throw Problem.refused(
                            "CATALOG_BASE_MISMATCH",
                            "base",
                            "the document was made from revision " + base + ", but the last revision is "
                                    + current.revision())
                    .asException();
        }
    }

    private static List<CatalogChange> changes(StoredCatalog current, Catalog next) {
        return CatalogDiff.between(current.catalog(), next);
    }

    private void append(Producer<byte[], byte[]> producer, CatalogRevisionV1 revision) {
        byte[] value = encoder.apply(revision);
        producer.beginTransaction();
        try {
            var sent = new ArrayList<Future<?>>(partitions);
            for (int p = 0; p < partitions; p++) {
                sent.add(producer.send(new ProducerRecord<>(
                        TopicCatalog.CATALOG_REVISIONS.name(), p, "catalog".getBytes(StandardCharsets.UTF_8), value)));
            }
            producer.commitTransaction();
            LOG.info("catalog revision {} was written to {} partitions", revision.getRevision(), sent.size());
        } catch (ProducerFencedException e) {
            throw e;
        } catch (KafkaException e) {
            abort(producer);
            throw e;
        }
    }

    private static void abort(Producer<byte[], byte[]> producer) {
        try {
            producer.abortTransaction();
        } catch (KafkaException e) {
            LOG.warn("the catalog's transaction could not be ended and will time out: {}", e.toString());
        }
    }

    private CatalogRevisionV1 revision(CatalogChangeRequest request, StoredCatalog current, Catalog next) {
        String document = canonical(next);
        if (document.getBytes(StandardCharsets.UTF_8).length > DOCUMENT_BYTES_MAX) {
            throw Problem.of(
                            413, "TOO_LARGE", "written out, the catalog has more than " + DOCUMENT_BYTES_MAX + " bytes")
                    .asException();
        }
        return CatalogRevisionV1.newBuilder()
                .setKind(CatalogRevisionKind.REVISION)
                .setRevision(next.revision())
                .setBase(current.revision())
                .setAuthor(request.author().isEmpty() ? "http" : request.author())
                .setReason(request.reason())
                .setFormat(CatalogDocument.FORMAT)
                .setDocument(document)
                .setDigest(CatalogDigest.of(document))
                .setTimeMs(nowMs.getAsLong())
                .build();
    }

    private boolean adopted(long revision) {
        try {
            adoptions.await(revision).get(adoptionWithin.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            return false;
        }
    }

    private static String canonical(Catalog catalog) {
        try {
            return Json.MAPPER.writeValueAsString(CatalogDocument.write(catalog));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a catalog always has a document", e);
        }
    }
}
