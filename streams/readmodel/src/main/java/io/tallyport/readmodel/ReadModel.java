package io.tallyport.readmodel;

import io.micrometer.core.instrument.MeterRegistry;
import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.readmodel.store.RowStore;
import io.tallyport.readmodel.store.Rows;
import io.tallyport.readmodel.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What people ask about: readings, statements, timelines, seats, alerts, decisions, rejected usage, entitlements, the catalog,
 * the audit log. It follows the topics with one thread and keeps rows in an embedded store in a folder. Rows and offsets are
 * written together, so a kill at any point loses nothing and doubles nothing; a deleted folder is rebuilt from the topics.
 *
 * <p>Every query reads one consistent state and says at which offsets. While Kafka is away, queries answer from what is
 * there, with the old offsets. All methods are safe to call from any thread; lists are bounded by {@code limit}, from 1
 * to 10,000. After {@link #close()} queries throw IllegalStateException.
 */
public final class ReadModel implements AutoCloseable {

    private static final long CLOSE_SECONDS = 10;

    private final RowStore store;
    private final Tables tables;
    private final Positions positions;
    private final Follower follower;
    private final Thread thread;

    /**
     * Opens the store and begins to follow.
     *
     * @param folder folder of the store, its own; created if it is not there
     * @throws StoreException when the folder holds another format, is in use or is damaged; names folder and remedy
     */
    public ReadModel(KafkaClients kafka, Registry registry, Path folder, MeterRegistry meters) {
        this(() -> kafka.unhurriedConsumer("tallyport-readmodel"), registry, folder, meters);
    }

    ReadModel(Supplier<Consumer<byte[], byte[]>> consumers, Registry registry, Path folder, MeterRegistry meters) {
        this.store = RowStore.open(folder);
        try {
            this.tables = Tables.over(store);
            this.positions = new Positions(store.read(Offsets::read));
            this.follower = new Follower(consumers, new Applier(store, tables, registry, meters), positions, meters);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
        this.thread = new Thread(follower, "tallyport-readmodel");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /** The readings of a license that fit, newest windows first; of windows that begin together the longest first. */
    public Answer<List<Reading>> readings(String license, ReadingFilter filter) {
        return answer(rows -> tables.readings().newest(license, filter, rows));
    }

    /** The last {@code limit} events of a license, in the order in which they happened; refusals of commands among them. */
    public Answer<List<TimelineEvent>> timeline(String license, int limit) {
        Limits.check(limit);
        return answer(rows -> tables.timeline().last(license, limit, rows));
    }

    /** The last event that changed a license. */
    public Answer<Optional<TimelineEvent>> lastChange(String license) {
        return answer(rows -> tables.latest().find(license, rows));
    }

    /** A license as it was at an instant, in ms since the epoch; empty if it was not issued by then. */
    public Answer<Optional<LicenseThen>> licenseAt(String license, long atMs) {
        return answer(rows -> tables.timeline().at(license, atMs, rows));
    }

    /** The seats of a license that are assigned, by their members. */
    public Answer<List<Seat>> seats(String license) {
        return answer(rows -> tables.seats().assigned(license, rows));
    }

    /** The alerts of a license, or of all for null: one per incident as it stands, the latest change first. */
    public Answer<List<Alert>> alerts(@Nullable String license, int limit) {
        Limits.check(limit);
        return answer(rows -> tables.alerts().newest(license, limit, rows));
    }

    /** One alert by its id. */
    public Answer<Optional<Alert>> alert(String alertId) {
        return answer(rows -> tables.alerts().find(alertId, rows));
    }

    /** The decisions about a license, or about all for null, newest first. */
    public Answer<List<RecordedDecision>> decisions(@Nullable String license, int limit) {
        Limits.check(limit);
        return answer(rows -> tables.decisions().newest(license, limit, rows));
    }

    /** One decision by its id, with what it was read from. */
    public Answer<Optional<RecordedDecision>> decision(String decisionId) {
        return answer(rows -> tables.decisions().find(decisionId, rows));
    }

    /** Rejected usage, newest first; null = any reason, any license. */
    public Answer<List<UncountedUsage>> rejected(
            @Nullable String reason, @Nullable String license, int limit, boolean includeResubmitted) {
        return uncounted(new UncountedFilter(UncountedKind.REJECTED, reason, license, limit, includeResubmitted));
    }

    /** Usage that was not counted for any cause, newest first. */
    public Answer<List<UncountedUsage>> uncounted(UncountedFilter filter) {
        return answer(rows -> tables.verdicts().newest(filter, rows));
    }

    /** The verdict on one usage record, if it was not counted (and, for a duplicate, is not older than a day). */
    public Answer<Optional<UncountedUsage>> uncounted(String topic, int partition, long offset) {
        return answer(rows -> tables.verdicts().find(new Origin(topic, partition, offset), rows));
    }

    /** How many usage records got which verdict. */
    public Answer<VerdictTotals> verdictTotals() {
        return answer(VerdictTable::totals);
    }

    /** A revision of the catalog; the latest for null. */
    public Answer<Optional<CatalogDocument>> catalogRevision(@Nullable Long revision) {
        return answer(rows -> tables.catalog().find(Optional.ofNullable(revision), rows));
    }

    /** The last revisions of the catalog, newest first. */
    public Answer<List<CatalogDocument>> catalogRevisions(int limit) {
        Limits.check(limit);
        return answer(rows -> tables.catalog().newest(limit, rows));
    }

    /**
     * Shows revisions of the catalog to a visitor, newest first, one at a time: their documents may be large.
     *
     * @param after only revisions before this one; null for all
     * @param visitor says whether it wants to see the next
     * @return how many it saw
     */
    public Answer<Long> visitCatalogRevisions(@Nullable Long after, Predicate<CatalogDocument> visitor) {
        return answer(rows -> tables.catalog().visit(after, rows, visitor));
    }

    /** The licenses behind {@code after} in the order of their ids; from the first for null. */
    public Answer<List<LicenseSummary>> licenses(@Nullable String after, int limit) {
        Limits.check(limit);
        return answer(rows -> tables.entitlements().licenses(after == null ? "" : after, limit, tables.latest(), rows));
    }

    /**
     * Shows the licenses on some plans to a visitor, ordered by id, each with what it uses now. One at a time, so that memory is
     * bounded whatever their number.
     *
     * @return how many it saw
     */
    public Answer<Long> visitLicenses(Set<String> plans, LicenseVisitor visitor) {
        return answer(rows -> {
            long nowMs = EntitlementTable.asOfMs(rows);
            return tables.entitlements()
                    .visit(
                            plans,
                            rows,
                            entitlement -> visitor.visit(
                                    entitlement,
                                    new RunningReadings(tables.readings(), entitlement.license(), nowMs, rows)));
        });
    }

    /** What a license may do: as it stands for null, or in one of its last 100 versions. */
    public Answer<Optional<Entitlement>> entitlement(String license, @Nullable Long version) {
        return answer(rows -> tables.entitlements().find(license, Optional.ofNullable(version), rows));
    }

    /**
     * Statements, and periods that wait for one, those with the newest periods first; where periods that wait belong to
     * the list, by license, and of each the newest first.
     */
    public Answer<List<StatementSummary>> statements(StatementFilter filter) {
        return answer(rows -> new StatementListing(tables.statements(), tables.timeline()).list(filter, rows));
    }

    /** A statement, issued or held, with all its lines. */
    public Answer<Optional<Statement>> statement(String license, long number) {
        return answer(rows -> tables.statements().statement(license, number, rows));
    }

    /** The lines of one page of an issued statement, from 1 on; none behind its last page. */
    public Answer<List<StatementLine>> statementLines(String license, long number, int page) {
        return answer(rows -> tables.statements().lines(license, number, page, rows));
    }

    /**
     * What no license owns of a month, of each partition of which anything is known.
     *
     * @param fromMs start of the month in UTC, ms since the epoch
     */
    public Answer<List<UnattributedUsage>> unattributed(long fromMs) {
        return answer(rows -> tables.unattributed().ofMonth(fromMs, rows));
    }

    /** For how long a license is there, and by which calendar. */
    public Answer<Optional<LicenseTerm>> licenseTerm(String license) {
        return answer(rows -> tables.timeline().term(license, rows));
    }

    /** The audit entries about a license, or all for null, newest first. */
    public Answer<List<AuditEntry>> audit(@Nullable String license, int limit) {
        Limits.check(limit);
        return answer(rows -> tables.audit().newest(license, limit, rows));
    }

    /**
     * Waits until the record at an offset is in the read model, so that a caller reads its own write.
     *
     * @return false when it is not there in time, or the read model was closed
     */
    public boolean awaitOffset(String topic, int partition, long offset, Duration timeout) throws InterruptedException {
        return positions.await(new TopicPartition(topic, partition), offset, timeout);
    }

    /** Records that the read model is behind, as last heard; empty while that is unknown. */
    public OptionalLong lag() {
        return follower.lag();
    }

    /** What keeps the read model from following the topics, in a sentence; empty while nothing does. */
    public Optional<String> trouble() {
        return follower.trouble();
    }

    /** Ends the thread, then closes the store. Safe to repeat. */
    @Override
    public void close() {
        follower.stop();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        store.close();
    }

    private <T> Answer<T> answer(Function<Rows, T> query) {
        return store.read(rows -> new Answer<>(query.apply(rows), Offsets.vector(rows), EntitlementTable.asOfMs(rows)));
    }
}
