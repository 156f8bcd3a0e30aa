package io.tallyport.port.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.PartitionReader;
import io.tallyport.contract.Registry;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.catalog.BroughtMeter;
import io.tallyport.port.catalog.CatalogProposal;
import io.tallyport.port.statement.StatementBook;
import io.tallyport.readmodel.LicenseTerm;
import io.tallyport.readmodel.ReadingFilter;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says what a catalog would recount, license by license, and changes nothing. It reads each partition once for each group
 * of licenses; memory is bounded by what is kept of a group: two totals for each license, meter and month.
 */
public final class MeterPreviews {

    /** Licenses of a group; of a meter of different values, whose totals hold those, fewer. */
    private static final int GROUP = 10_000;

    private static final int GROUP_OF_DIFFERENT = 1_000;
    private static final int MOST_READINGS = 10_000;
    private static final int PAGE = 1_000;
    /** A month of a busy partition is read in minutes. */
    private static final Duration GROUP_WITHIN = Duration.ofMinutes(9);
    /** After so long a call ends, and another goes on. */
    private static final Duration CALL = Duration.ofSeconds(10);

    private final Supplier<PartitionReader> readers;
    private final Registry registry;
    private final StatementBook statements;
    private final UsageBook usage;
    private final int partitions;
    private final LongSupplier nowMs;
    private final BooleanSupplier isBrokersTime;
    /** One at a time: each takes as much memory as is good for a node. */
    private final Semaphore place = new Semaphore(1);

    /**
     * What is asked.
     *
     * @param meter only this meter; empty for all that the document brings a version of
     * @param license only this license; empty for all that have usage
     * @param after where a call before stopped; empty for the beginning
     */
    public record Request(String meter, String license, String after) {}

    /** Licenses that are read together. */
    private record Group(int partition, Map<String, UsageCalendar> calendars) {}

    /**
     * @param readers opens a reader of topics
     * @param partitions partition count of the installation
     * @param nowMs the node's clock
     * @param isBrokersTime whether that is the broker's; with a clock of its own, topics are read from their beginning
     */
    public MeterPreviews(
            Supplier<PartitionReader> readers,
            Registry registry,
            StatementBook statements,
            UsageBook usage,
            int partitions,
            LongSupplier nowMs,
            BooleanSupplier isBrokersTime) {
        this.readers = readers;
        this.registry = registry;
        this.statements = statements;
        this.usage = usage;
        this.partitions = partitions;
        this.nowMs = nowMs;
        this.isBrokersTime = isBrokersTime;
    }

    /** {@code POST /v1/meters/preview}: 200 with what would be recounted, or a part of it and where to go on. */
    public Answer preview(CatalogProposal proposal, Request request) {
        List<BroughtMeter> recounted = recounted(proposal, request.meter());
        if (!place.tryAcquire()) {
            throw Problem.unavailable("TOO_MANY_PREVIEWS", "another preview is on its way; try again")
                    .asException();
        }
        try {
            return Answer.ok(preview(proposal, recounted, request));
        } finally {
            place.release();
        }
    }

    private static List<BroughtMeter> recounted(CatalogProposal proposal, String meter) {
        if (proposal.before().revision() == 0) {
            throw Problem.of(404, "NO_CATALOG", "no catalog was applied yet").asException();
        }
        if (!meter.isEmpty() && !proposal.after().meters().containsKey(meter)) {
            throw Problem.badInput("METER_UNKNOWN", "meter", "the document has no meter " + meter)
                    .asException();
        }
        List<BroughtMeter> recounted = of(meter, proposal.recounted());
        if (recounted.isEmpty()) {
            List<BroughtMeter> brought = of(meter, BroughtMeter.of(proposal.before(), proposal.after()));
            throw (brought.isEmpty()
                            ? Problem.badInput(
                                    "NOTHING_TO_RECOUNT",
                                    "meter",
                                    "the document brings no version of "
                                            + (meter.isEmpty() ? "a meter" : "meter " + meter)
                                            + " that revision "
                                            + proposal.before().revision() + " does not have")
                            : Problem.badInput(
                                    "NOTHING_TO_RECOUNT",
                                    "from",
                                    "version " + brought.get(0).version().version() + " of meter "
                                            + brought.get(0).version().id()
                                            + " does not begin in the past: say from when on it counts"))
                    .asException();
        }
        return recounted;
    }

    private static List<BroughtMeter> of(String meter, List<BroughtMeter> brought) {
        return brought.stream()
                .filter(one -> meter.isEmpty() || one.version().id().equals(meter))
                .toList();
    }

    private ObjectNode preview(CatalogProposal proposal, List<BroughtMeter> recounted, Request request) {
        var shelves = new LinkedHashMap<Meter, MeterShelf>();
        var fromMs = new HashMap<String, Long>();
        for (BroughtMeter one : recounted) {
            Meter latest = java.util.Objects.requireNonNull(
                    proposal.after().meters().get(one.version().id()));
            shelves.computeIfAbsent(latest, meter -> new MeterShelf(usage, meter.id()));
            fromMs.merge(latest.id(), one.version().fromMs(), Math::min);
        }
        var tally = new PreviewTally(shelves.keySet());
        ObjectNode answer = Json.object().put("base", proposal.before().revision());
        answer.set("recounts", BroughtMeter.json(recounted));
        long undecided = 0;
        if (!request.license().isEmpty()) {
            undecided = read(only(request.license()), shelves, fromMs, tally);
        } else {
            int most = shelves.keySet().stream().anyMatch(meter -> meter.aggregation() == Aggregation.UNIQUE_COUNT)
                    ? GROUP_OF_DIFFERENT
                    : GROUP;
            PreviewCursor at =
                    PreviewCursor.parse(request.after(), proposal.before().revision(), partitions);
            long deadline = System.nanoTime() + CALL.toNanos();
            while (at.partition() < partitions && System.nanoTime() - deadline < 0) {
                var calendars = new LinkedHashMap<String, UsageCalendar>();
                PreviewCursor next = collect(at, most, calendars);
                undecided += read(new Group(at.partition(), calendars), shelves, fromMs, tally);
                at = next;
            }
            answer.put("partition", at.partition()).put("partitions", partitions);
            if (at.partition() < partitions) {
                answer.put("next", at.text());
            }
        }
        tally.putInto(answer);
        return answer.put("undecided", undecided);
    }

    private Group only(String license) {
        LicenseTerm term = statements
                .term(license)
                .value()
                .orElseThrow(() -> Problem.of(404, "LICENSE_UNKNOWN", "there is no license " + license)
                        .asException());
        return new Group(LicensePartition.of(license, partitions), Map.of(license, term.calendar()));
    }

    /** Collects the next licenses of a partition; gives where to go on behind them. */
    private PreviewCursor collect(PreviewCursor from, int most, Map<String, UsageCalendar> calendars) {
        @Nullable String after = from.after().isEmpty() ? null : from.after();
        while (true) {
            List<String> page = usage.licenses(after, PAGE);
            for (String license : page) {
                after = license;
                if (LicensePartition.of(license, partitions) != from.partition()) {
                    continue;
                }
                statements.term(license).value().ifPresent(term -> calendars.put(license, term.calendar()));
                if (calendars.size() >= most) {
                    return from.after(license);
                }
            }
            if (page.size() < PAGE) {
                return from.nextPartition();
            }
        }
    }

    /** Reads the usage of some licenses; gives how many records have no verdict yet. */
    private int read(Group group, Map<Meter, MeterShelf> shelves, Map<String, Long> fromMs, PreviewTally tally) {
        if (group.calendars().isEmpty()) {
            return 0;
        }
        long firstMs = firstMs(group, fromMs);
        try (var reader = new EvidenceReader(
                readers.get(), registry, group.partition(), group.calendars().keySet(), GROUP_WITHIN)) {
            var evidence = new UsageEvidence(reader, firstMs, nowMs.getAsLong(), isBrokersTime.getAsBoolean());
            evidence.requireWhole();
            UsageEvidence.Past past = evidence.past();
            var proposed = new ArrayList<PreviewFold.Proposed>();
            shelves.forEach((meter, shelf) -> proposed.add(new PreviewFold.Proposed(
                    fromMs.getOrDefault(meter.id(), Long.MAX_VALUE),
                    meter,
                    new MeterHistory(meter.id(), shelf::in, shelf::starts, past.switches()))));
            var fold =
                    new PreviewFold(proposed, group.calendars(), past.corrections(), this::opening, nowMs.getAsLong());
            evidence.events(past, event -> event.getTimeMs() >= firstMs, fold::take);
            tally.add(fold);
            return reader.undecided();
        }
    }

    /** The level that the reading of a month tells, without what changed in it, is what it opened with. */
    private BigDecimal opening(String license, String meter, long monthFromMs, BigDecimal changed) {
        var filter = new ReadingFilter(meter, "MONTH", monthFromMs, false, MOST_READINGS);
        List<BigDecimal> levels = usage.readings(license, filter).stream()
                .filter(reading ->
                        reading.fromMs() == monthFromMs && !reading.level().isEmpty())
                .map(reading -> new BigDecimal(reading.level()))
                .toList();
        return levels.isEmpty()
                ? BigDecimal.ZERO
                : levels.stream().reduce(BigDecimal.ZERO, BigDecimal::add).subtract(changed);
    }

    private static long firstMs(Group group, Map<String, Long> fromMs) {
        long earliestMs =
                fromMs.values().stream().mapToLong(Long::longValue).min().orElse(0);
        return group.calendars().values().stream()
                .mapToLong(calendar -> PreviewFold.firstMs(calendar, earliestMs))
                .min()
                .orElse(earliestMs);
    }
}
