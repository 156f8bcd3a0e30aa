package io.tallyport.pipeline;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.statement.Statement;
import io.tallyport.domain.usage.UsageVerdict;
import io.tallyport.pipeline.state.TaskState;
import io.tallyport.pipeline.store.OwnStores;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What the pipeline measures of itself. Names begin with {@code tallyport.}; the registry is injected. */
public final class PipelineMetrics {

    private final Map<UsageVerdict.Kind, Counter> verdicts = new EnumMap<>(UsageVerdict.Kind.class);
    private final Counter issued;
    private final Counter held;
    private final Counter outside;
    private final Timer flush;
    private final Timer entitlementLatency;
    private final Map<Integer, TaskState> tasks = new ConcurrentHashMap<>();
    private volatile @Nullable OwnStores stores;

    public PipelineMetrics(MeterRegistry registry) {
        for (UsageVerdict.Kind kind : UsageVerdict.Kind.values()) {
            verdicts.put(
                    kind,
                    Counter.builder("tallyport.events")
                            .description("usage records decided on")
                            .tag("verdict", kind.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        outside = Counter.builder("tallyport.events.outside.entitlement")
                .description("events counted although the license did not allow them")
                .register(registry);
        flush = Timer.builder("tallyport.commit.flush")
                .description("time to log state and readings before a commit")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        entitlementLatency = Timer.builder("tallyport.entitlement.latency")
                .description("from the append of the event that changed an entitlement to its snapshot")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        issued = statements(registry, "issued");
        held = statements(registry, "held");
        gauge(
                registry,
                "tallyport.records.missing",
                "usage records that were read and neither have a verdict nor wait; always 0",
                t -> t.tallies().missing());
        gauge(registry, "tallyport.licenses", "licenses held", t -> t.timers().licenses());
        gauge(
                registry,
                "tallyport.licenses.quarantined",
                "licenses held after a failed decision",
                TaskState::quarantined);
        gauge(
                registry,
                "tallyport.records.parked",
                "records that wait for a quarantined license",
                t -> t.parked().size());
        gauge(
                registry,
                "tallyport.recounts.waiting",
                "meters and groups that wait for a recount",
                t -> t.recounts().size() + t.waiting().size());
        gauge(registry, "tallyport.ledgers.bytes", "heap that ledgers in use take, estimated", TaskState::ledgerBytes);
        gauge(registry, "tallyport.event.ids", "event ids remembered", TaskState::eventIds);
        gauge(
                registry,
                "tallyport.emitter.epochs",
                "epochs of emitters that number their events, remembered in place of ids",
                TaskState::emitterEpochs);
        gauge(registry, "tallyport.event.ids.bytes", "heap that event ids and epochs take", TaskState::eventIdBytes);
        Gauge.builder("tallyport.stores.bytes", this, all -> all.ofStores(OwnStores::heapBytes))
                .description("heap that our own stores take")
                .register(registry);
        Gauge.builder("tallyport.stores.disk.bytes", this, all -> all.ofStores(OwnStores::diskBytes))
                .description("size of the files that our own stores spill to")
                .register(registry);
        Gauge.builder("tallyport.period.oldest.open", tasks, PipelineMetrics::oldestOpenPeriodSeconds)
                .description(
                        "start of the oldest calendar month in UTC that still waits for late events, seconds since the epoch")
                .register(registry);
    }

    /** The logged values are kept in these stores of our own. */
    void keptIn(OwnStores own) {
        stores = own;
    }

    private double ofStores(ToLongFunction<OwnStores> figure) {
        OwnStores own = stores;
        return own == null ? 0 : figure.applyAsLong(own);
    }

    /** A task begins to decide. */
    public void taskStarted(int partition, TaskState state) {
        tasks.put(partition, state);
    }

    /** A task ends. */
    public void taskEnded(int partition) {
        tasks.remove(partition);
    }

    public void decided(UsageVerdict verdict) {
        Counter counter = verdicts.get(verdict.kind());
        if (counter != null) {
            counter.increment();
        }
        if (verdict.outsideEntitlement()) {
            outside.increment();
        }
    }

    /** Notes that a statement was issued, or is held. */
    public void stated(Statement statement) {
        (statement.isIssued() ? issued : held).increment();
    }

    public void flushed(long nanos) {
        flush.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A snapshot was published because of a record; both times are broker or wall times, for measuring only. */
    public void published(long appendedAtMs, long wallMs) {
        if (appendedAtMs > 0) {
            entitlementLatency.record(Math.max(0, wallMs - appendedAtMs), TimeUnit.MILLISECONDS);
        }
    }

    private static Counter statements(MeterRegistry registry, String status) {
        return Counter.builder("tallyport.statements")
                .description("statements of closed periods")
                .tag("status", status)
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToLongFunction<TaskState> value) {
        Gauge.builder(name, tasks, all -> all.values().stream().mapToLong(value).sum())
                .description(description)
                .register(registry);
    }

    private static double oldestOpenPeriodSeconds(Map<Integer, TaskState> tasks) {
        return tasks.values().stream()
                .filter(task -> task.clock().nowMs() > 0)
                .mapToLong(task -> Window.MONTH.fromMs(
                                task.clock().nowMs() - task.catalog().lateDataGraceMs())
                        / 1000)
                .min()
                .orElse(0);
    }
}
