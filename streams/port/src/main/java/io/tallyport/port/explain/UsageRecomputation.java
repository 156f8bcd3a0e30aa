package io.tallyport.port.explain;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.metering.Metering.Measurement;
import io.tallyport.domain.statement.EventDigest;
import io.tallyport.domain.statement.PeriodTally;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.port.explain.MeterHistory.Counts;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts a number together again from the events of its period: each is measured by the version of the meter that counts it
 * ({@link MeterHistory}), unless a correction says that it counts no more. Takes the events one by one and keeps totals, so it does not grow with
 * them. Pure but for that; not thread-safe.
 */
final class UsageRecomputation {

    private final UsageQuestion question;
    private final List<PlanPart> parts;
    private final Corrections corrections;
    private final MeterHistory history;
    private final Function<UsageEvent, EventDigest> digests;
    private final @Nullable ReadUpTo statement;
    private final @Nullable ReadUpTo lastStatement;
    private final EventListing listing;
    private final MeterTotals now;
    private final MeterTotals atLastStatement;
    private final EventMeasure measure = new EventMeasure();
    private PeriodTally tally = PeriodTally.NONE;
    private PeriodTally tallyAtStatement = PeriodTally.NONE;
    private long takenBack;
    private long afterStatement;
    private long sinceLastStatement;
    private long unmeasured;
    private long recounted;
    private long unmeasuredByRecount;

    /**
     * @param parts the parts of the period in which one plan held
     * @param corrections of the license's events
     * @param history which version of the meter that is asked for counts an event
     * @param digests what certificates tell events by
     * @param statement what had been read for the statement of the period; null if it has none
     * @param lastStatement what had been read for the last statement of the license; null if it has none
     */
    UsageRecomputation(
            UsageQuestion question,
            Aggregation aggregation,
            List<PlanPart> parts,
            Corrections corrections,
            MeterHistory history,
            Function<UsageEvent, EventDigest> digests,
            @Nullable ReadUpTo statement,
            @Nullable ReadUpTo lastStatement) {
        this.question = question;
        this.parts = parts;
        this.corrections = corrections;
        this.history = history;
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
        Counts counts = history.of(judged).orElse(null);
        Counts countedThen = lastStatement == null
                ? null
                : history.of(judged, lastStatement.corrections()).orElse(null);
        Contribution now = counts == null ? null : contribution(judged, counts);
        Contribution then = null;
        if (countedThen != null) {
            then = sameAs(counts, countedThen) ? now : addedThen(judged, countedThen);
        }
        count(judged, counts, now, then, stands);
    }

    private static boolean sameAs(@Nullable Counts now, Counts then) {
        return now != null && now.meter().equals(then.meter());
    }

    /** What an event adds to the number; null if nothing. */
    private @Nullable Contribution contribution(JudgedEvent judged, Counts counts) {
        if (!question.wants(counts.meter().version())) {
            return null;
        }
        var measured = measure.of(judged.event(), counts.meter());
        if (measured.rejection() != null) {
            if (counts.recountedBy() > 0) {
                unmeasuredByRecount++;
            } else {
                // It was counted, so by this meter it can be: another language of values, or a revision that was not
                // in force.
                unmeasured++;
            }
            return null;
        }
        Contribution added = ofGroup(measured);
        recounted += added != null && counts.recountedBy() > 0 ? 1 : 0;
        return added;
    }

    private @Nullable Contribution addedThen(JudgedEvent judged, Counts counts) {
        return question.wants(counts.meter().version()) ? ofGroup(measure.of(judged.event(), counts.meter())) : null;
    }

    private @Nullable Contribution ofGroup(Measurement measured) {
        return measured.contributions().stream()
                .filter(added -> question.group().isEmpty() || question.group().equals(added.group()))
                .findFirst()
                .orElse(null);
    }

    private void count(
            JudgedEvent judged,
            @Nullable Counts counts,
            @Nullable Contribution now,
            @Nullable Contribution then,
            boolean stands) {
        boolean stoodThen = lastStatement != null
                && lastStatement.holds(judged.at())
                && corrections.standsBefore(judged.at(), lastStatement.corrections());
        if (stoodThen && then != null) {
            atLastStatement.add(key(judged, then), then.total());
        }
        if (lastStatement != null && versionOf(stoodThen ? then : null) != versionOf(stands ? now : null)) {
            sinceLastStatement++;
        }
        if (now == null || counts == null) {
            return;
        }
        if (stands) {
            this.now.add(key(judged, now), now.total());
        } else {
            takenBack++;
        }
        boolean after = statement == null ? judged.zone().equals(JudgedEvent.CLOSED) : !statement.holds(judged.at());
        afterStatement += after ? 1 : 0;
        listing.offer(new EventListing.Shown(
                judged.event().source(),
                judged.event().id(),
                judged.event().timeMs(),
                judged.at(),
                judged.zone(),
                now.meter().version(),
                counts.recountedBy(),
                now.group(),
                value(judged.event(), now),
                stands,
                after,
                judged.amends(),
                corrections.last(judged.at())));
    }

    private MeterTotals.Key key(JudgedEvent judged, Contribution added) {
        return new MeterTotals.Key(
                partOf(judged.event().timeMs()), added.meter().version());
    }

    private static int versionOf(@Nullable Contribution added) {
        return added == null ? 0 : added.meter().version();
    }

    private static String value(UsageEvent event, Contribution contribution) {
        if (contribution.meter().aggregation() == Aggregation.UNIQUE_COUNT) {
            // What it adds depends on the others; what it brings can be looked for.
            return String.valueOf(event.values().get(contribution.meter().value()));
        }
        return PlainNumber.text(
                contribution.meter().aggregation() == Aggregation.TIME_WEIGHTED
                        ? contribution.total().change()
                        : contribution.value());
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

    /** What those come to that stood when the last statement of the license was made, by the versions that counted then. */
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

    /** How many came, or were corrected or recounted, after the last statement of the license. */
    long sinceLastStatement() {
        return sinceLastStatement;
    }

    /** How many could not be measured again. */
    long unmeasured() {
        return unmeasured;
    }

    /** How many count by another version than by the one that counted them at first. */
    long recounted() {
        return recounted;
    }

    /** How many the version cannot measure that was to recount them: they feed the meter nothing. */
    long unmeasuredByRecount() {
        return unmeasuredByRecount;
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
