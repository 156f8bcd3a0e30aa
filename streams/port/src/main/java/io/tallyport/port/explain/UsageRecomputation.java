package io.tallyport.port.explain;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.MeterSelection;
import io.tallyport.domain.metering.Expression;
import io.tallyport.domain.metering.Metering;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.statement.EventDigest;
import io.tallyport.domain.statement.PeriodTally;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.expression.sketch.UltraLogLogSketch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Puts a number together again from the events of its period: each is measured by the meter of the revision that counted
 * it, unless a correction says that it counts no more. Takes the events one by one and keeps totals, so it does not grow with
 * them. Pure but for that; not thread-safe.
 */
final class UsageRecomputation {

    private final UsageQuestion question;
    private final List<PlanPart> parts;
    private final Corrections corrections;
    private final LongFunction<Optional<Meter>> meters;
    private final Function<UsageEvent, EventDigest> digests;
    private final @Nullable ReadUpTo statement;
    private final @Nullable ReadUpTo lastStatement;
    private final EventListing listing;
    private final MeterTotals now;
    private final MeterTotals atLastStatement;
    private final Map<Meter, MeterSelection> selections = new HashMap<>();
    private PeriodTally tally = PeriodTally.NONE;
    private PeriodTally tallyAtStatement = PeriodTally.NONE;
    private long takenBack;
    private long afterStatement;
    private long sinceLastStatement;
    private long unmeasured;

    /**
     * @param parts the parts of the period in which one plan held
     * @param corrections of the license's events
     * @param meters the meter that is asked for, by the revision of the catalog; empty where it is not in it
     * @param digests what certificates tell events by
     * @param statement what had been read for the statement of the period; null if it has none
     * @param lastStatement what had been read for the last statement of the license; null if it has none
     */
    UsageRecomputation(
            UsageQuestion question,
            Aggregation aggregation,
            List<PlanPart> parts,
            Corrections corrections,
            LongFunction<Optional<Meter>> meters,
            Function<UsageEvent, EventDigest> digests,
            @Nullable ReadUpTo statement,
            @Nullable ReadUpTo lastStatement) {
        this.question = question;
        this.parts = parts;
        this.corrections = corrections;
        this.meters = meters;
        this.digests = digests;
        this.statement = statement;
        this.lastStatement = lastStatement;
        this.listing = new EventListing(question.limit());
        this.now = new MeterTotals(aggregation);
        this.atLastStatement = new MeterTotals(aggregation);
    }

    /** Takes an event that was counted, and whose time lies in the period. */
    void take(JudgedEvent judged) {
        boolean stands = corrections.stands(judged.at());
        tally = tallied(tally, judged.event(), stands);
        if (statement != null && statement.holds(judged.at())) {
            tallyAtStatement = tallied(
                    tallyAtStatement, judged.event(), corrections.standsBefore(judged.at(), statement.corrections()));
        }
        Meter meter = meters.apply(judged.catalogRevision()).orElse(null);
        if (meter == null || !question.wants(meter.version())) {
            return;
        }
        if (!meter.eventType().equals(judged.event().type())) {
            return;
        }
        var measured = Metering.measure(
                judged.event(),
                selections.computeIfAbsent(meter, UsageRecomputation::alone),
                Expression.FIELD_PATHS,
                UltraLogLogSketch.MAKER);
        if (measured.rejection() != null) {
            // It was counted, so by this meter it can be: another language of values, or a revision that was not in
            // force.
            unmeasured++;
            return;
        }
        for (Contribution contribution : measured.contributions()) {
            if (question.group().isEmpty() || question.group().equals(contribution.group())) {
                count(judged, contribution, stands);
            }
        }
    }

    private void count(JudgedEvent judged, Contribution contribution, boolean stands) {
        var key = new MeterTotals.Key(
                partOf(judged.event().timeMs()), contribution.meter().version());
        if (stands) {
            now.add(key, contribution.total());
        } else {
            takenBack++;
        }
        boolean stoodThen = lastStatement != null
                && lastStatement.holds(judged.at())
                && corrections.standsBefore(judged.at(), lastStatement.corrections());
        if (stoodThen) {
            atLastStatement.add(key, contribution.total());
        }
        if (lastStatement != null && stoodThen != stands) {
            sinceLastStatement++;
        }
        boolean after = statement == null ? judged.zone().equals(JudgedEvent.CLOSED) : !statement.holds(judged.at());
        afterStatement += after ? 1 : 0;
        listing.offer(new EventListing.Shown(
                judged.event().source(),
                judged.event().id(),
                judged.event().timeMs(),
                judged.at(),
                judged.zone(),
                contribution.meter().version(),
                contribution.group(),
                value(judged.event(), contribution),
                stands,
                after,
                judged.amends(),
                corrections.last(judged.at())));
    }

    /** The selection of this meter and no other. */
    private static MeterSelection alone(Meter meter) {
        return new Catalog(1, Map.of(), Map.of(meter.id(), meter), Map.of(), Map.of(), Map.of())
                .metersOf(meter.eventType());
    }

    private static String value(UsageEvent event, Contribution contribution) {
        if (contribution.meter().aggregation() == Aggregation.UNIQUE_COUNT) {
            // What it adds depends on the others; what it brings can be looked for.
            return String.valueOf(event.values().get(contribution.meter().value()));
        }
        return PlainNumber.text(contribution.value());
    }

    private PeriodTally tallied(PeriodTally before, UsageEvent event, boolean stands) {
        EventDigest digest = digests.apply(event);
        var counted = before.counted(question.fromMs(), event.timeMs(), digest.high(), digest.low(), question.fromMs());
        return stands ? counted : counted.voided(question.fromMs(), digest.high(), digest.low());
    }

    private long partOf(long timeMs) {
        for (PlanPart part : parts) {
            if (part.holds(timeMs)) {
                return part.fromMs();
            }
        }
        return question.fromMs();
    }

    /** What the events come to that stand. */
    MeterTotals now() {
        return now;
    }

    /** What those come to that stood when the last statement of the license was made. */
    MeterTotals atLastStatement() {
        return atLastStatement;
    }

    /** The events behind the number. */
    EventListing listing() {
        return listing;
    }

    /** How many of them count no more. */
    long takenBack() {
        return takenBack;
    }

    /** How many of them came after the statement of the period. */
    long afterStatement() {
        return afterStatement;
    }

    /** How many of them came, or were corrected, after the last statement of the license. */
    long sinceLastStatement() {
        return sinceLastStatement;
    }

    /** How many could not be measured again. */
    long unmeasured() {
        return unmeasured;
    }

    /** All events of the license in the period, of whatever meter, as they stand. */
    PeriodTally.Count tally() {
        return tally.of(question.fromMs());
    }

    /** The same when the statement of the period was made. */
    PeriodTally.Count tallyAtStatement() {
        return tallyAtStatement.of(question.fromMs());
    }
}
