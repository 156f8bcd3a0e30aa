package io.tallyport.domain.statement;

import io.tallyport.domain.catalog.PlanTerms;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the periods of a license stand. A period is a month of its calendar.
 *
 * @param openFromMs start of the first period without a statement: usage before it is of a closed period
 * @param number number of the last statement; 0 if there is none
 * @param issuedFromMs starts of the periods of the last statements, {@value #ISSUED_KEPT} at most, in order
 * @param completeFromMs no event of a period from this start on is missing in the tally
 * @param endedMs when the license expired or was revoked; {@link #RUNNING} if it did not
 * @param spans the plans that held, in order; the first for all time before it as well
 * @param held why the first period without a statement has none although it is due; null if it is not held
 * @param touched closed periods that changed since they were stated
 * @param manual corrections by hand that wait for a statement
 * @param adjusted hashes of the ids of the last commands that corrected by hand, {@value #ADJUSTED_KEPT} at most: none does so twice
 */
public record Closing(
        long openFromMs,
        long number,
        List<Long> issuedFromMs,
        long completeFromMs,
        long endedMs,
        List<PlanSpan> spans,
        @Nullable Held held,
        List<ClosedPeriod> touched,
        List<ManualAdjustment> manual,
        List<Long> adjusted) {

    /** Neither expired nor revoked. */
    public static final long RUNNING = Long.MAX_VALUE;

    /** No event is accepted of a period before those: of a backfill they are up to 400 days old. */
    public static final int ISSUED_KEPT = 16;

    /** More than wait for a statement at most. */
    public static final int ADJUSTED_KEPT = 256;

    public Closing {
        issuedFromMs = Instants.copyOf(issuedFromMs);
        spans = List.copyOf(spans);
        touched = List.copyOf(touched);
        manual = List.copyOf(manual);
        adjusted = List.copyOf(adjusted);
        if (spans.isEmpty()) {
            throw new IllegalArgumentException("spans: there is a plan at any time");
        }
    }

    /** The periods of a license that begins to have some. */
    public static Closing begin(long openFromMs, long completeFromMs, List<PlanSpan> spans) {
        return new Closing(
                openFromMs, 0, List.of(), completeFromMs, RUNNING, spans, null, List.of(), List.of(), List.of());
    }

    /** The terms that hold now. */
    public PlanTerms terms() {
        return spans.get(spans.size() - 1).terms();
    }

    /** Whether an event of that time just counts: of no closed period, and of none in which a plan changed. */
    public boolean isPlain(long timeMs) {
        return timeMs >= openFromMs
                && (spans.size() <= 1 || spans.get(spans.size() - 1).fromMs() <= openFromMs);
    }

    /** The parts of a period in which one plan held each, in order. */
    public List<PlanSpan.Part> parts(long fromMs, long toMs) {
        var parts = new ArrayList<PlanSpan.Part>(1);
        for (int i = 0; i < spans.size(); i++) {
            long start = i == 0 ? fromMs : Math.max(fromMs, spans.get(i).fromMs());
            long end = i + 1 == spans.size()
                    ? toMs
                    : Math.min(toMs, spans.get(i + 1).fromMs());
            if (start < end) {
                parts.add(new PlanSpan.Part(start, end, spans.get(i).terms()));
            }
        }
        return parts;
    }

    /** Number of the statement of a period; 0 if it has none, or none that is remembered. */
    public long numberOf(long periodFromMs) {
        int at = issuedFromMs.indexOf(periodFromMs);
        return at < 0 ? 0 : number - (issuedFromMs.size() - 1 - at);
    }

    /** The closed period that begins then, if it has changed. */
    public Optional<ClosedPeriod> touched(long periodFromMs) {
        return touched.stream()
                .filter(period -> period.fromMs() == periodFromMs)
                .findFirst();
    }

    /** With what became of a closed period. */
    public Closing with(ClosedPeriod period) {
        var next = new ArrayList<>(touched);
        next.removeIf(known -> known.fromMs() == period.fromMs());
        next.add(period);
        next.sort(java.util.Comparator.comparingLong(ClosedPeriod::fromMs));
        return withTouched(next);
    }

    public Closing withTouched(List<ClosedPeriod> next) {
        return new Closing(
                openFromMs, number, issuedFromMs, completeFromMs, endedMs, spans, held, next, manual, adjusted);
    }

    public Closing withManual(List<ManualAdjustment> next) {
        return withManual(next, adjusted);
    }

    /** With one more correction by hand. */
    public Closing with(ManualAdjustment more) {
        var waiting = new ArrayList<>(manual);
        waiting.add(more);
        var ids = new ArrayList<>(adjusted);
        ids.add(hashOf(more.commandId()));
        return withManual(waiting, ids.size() > ADJUSTED_KEPT ? ids.subList(1, ids.size()) : ids);
    }

    /** Whether a command corrected by hand before. */
    public boolean isAdjustedBy(String commandId) {
        return !commandId.isEmpty() && adjusted.contains(hashOf(commandId));
    }

    private static long hashOf(String commandId) {
        return UUID.nameUUIDFromBytes(commandId.getBytes(StandardCharsets.UTF_8))
                .getMostSignificantBits();
    }

    private Closing withManual(List<ManualAdjustment> next, List<Long> ids) {
        return new Closing(openFromMs, number, issuedFromMs, completeFromMs, endedMs, spans, held, touched, next, ids);
    }

    public Closing withHeld(@Nullable Held next) {
        return Objects.equals(held, next)
                ? this
                : new Closing(
                        openFromMs,
                        number,
                        issuedFromMs,
                        completeFromMs,
                        endedMs,
                        spans,
                        next,
                        touched,
                        manual,
                        adjusted);
    }

    public Closing withEnded(long nextMs) {
        return nextMs == endedMs
                ? this
                : new Closing(
                        openFromMs,
                        number,
                        issuedFromMs,
                        completeFromMs,
                        nextMs,
                        spans,
                        held,
                        touched,
                        manual,
                        adjusted);
    }

    public Closing withSpans(List<PlanSpan> next) {
        return new Closing(
                openFromMs, number, issuedFromMs, completeFromMs, endedMs, next, held, touched, manual, adjusted);
    }

    /** With a statement of the first open period, and the next one open; plans of periods that nobody can reach are dropped. */
    public Closing issued(long nextFromMs) {
        var issued = new ArrayList<>(issuedFromMs);
        issued.add(openFromMs);
        while (issued.size() > ISSUED_KEPT) {
            issued.remove(0);
        }
        var kept = new ArrayList<>(spans);
        while (kept.size() > 1 && kept.get(1).fromMs() <= issued.get(0)) {
            kept.remove(0);
        }
        return new Closing(
                nextFromMs, number + 1, issued, completeFromMs, endedMs, kept, null, touched, manual, adjusted);
    }

    /** Without a statement of the first open period: there was nothing to say. */
    public Closing skipped(long nextFromMs) {
        return new Closing(
                nextFromMs, number, issuedFromMs, completeFromMs, endedMs, spans, held, touched, manual, adjusted);
    }
}
