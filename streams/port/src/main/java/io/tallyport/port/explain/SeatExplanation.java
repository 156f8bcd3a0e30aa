package io.tallyport.port.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.metering.Total;
import io.tallyport.port.answer.Json;
import io.tallyport.readmodel.LicenseTerm;
import java.math.BigDecimal;
import java.util.List;

/**
 * A number of a meter of seats with what fed it, as JSON in the form of other explanations. Pure.
 *
 * @param question what was asked
 * @param term the license's calendar
 * @param meter the meter
 * @param parts the parts of the period in which one plan held
 * @param stated what was told
 * @param feeds what fed it, by its time
 * @param moved whether what is told changed while the timeline was read
 */
record SeatExplanation(
        UsageQuestion question,
        LicenseTerm term,
        Meter meter,
        List<PlanPart> parts,
        StatedUsage stated,
        List<SeatFeed> feeds,
        boolean moved) {

    ObjectNode json() {
        UsageComparison comparison = comparison(feeds);
        var told = new ExplanationJson(question, term, meter, parts, stated);
        ObjectNode node = told.head(comparison);
        long awaited = awaited(comparison);
        if (awaited > 0) {
            node.put("awaited", awaited);
        }
        node.put("sentence", sentence(comparison, awaited));
        ArrayNode sentences = node.putArray("sentences");
        if (comparison.byHand().signum() != 0) {
            sentences.add(amount(comparison.byHand())
                    + " was adjusted by hand and rests on no feed, so it is in neither of the two numbers.");
        }
        told.lines(node, comparison, false);
        told.adjustments(node);
        List<SeatFeed> listed = feeds.subList(0, Math.min(question.limit(), feeds.size()));
        node.putObject("counts").put("events", feeds.size()).put("listed", listed.size());
        ArrayNode events = node.putArray("events");
        for (SeatFeed feed : listed) {
            ObjectNode one = events.addObject()
                    .put("cause", feed.cause().name())
                    .put("time", Json.instant(feed.timeMs()))
                    .put("value", Long.toString(feed.value()));
            if (feed.at() != null) {
                one.put("at", feed.at().toString());
            }
            ExplanationJson.putUnlessEmpty(one, "member", feed.member());
            one.put("because", feed.because());
        }
        return node;
    }

    private UsageComparison comparison(List<SeatFeed> some) {
        var totals = new MeterTotals(meter.aggregation());
        for (SeatFeed feed : some) {
            totals.add(
                    new MeterTotals.Key(feed.partFromMs(), meter.version()),
                    new Total(BigDecimal.valueOf(feed.value()), 1));
        }
        return UsageComparison.of(question, stated, totals, parts);
    }

    /** How many of the last feeds a reading does not tell of, if that is all the difference; else 0. */
    private long awaited(UsageComparison comparison) {
        long told = comparison.statedEvents();
        return stated.statement() == null
                        && told < feeds.size()
                        && comparison(feeds.subList(0, (int) told)).isEqual()
                ? feeds.size() - told
                : 0;
    }

    private String sentence(UsageComparison comparison, long awaited) {
        String said = "License " + question.license() + ", meter " + question.meter() + ", period from "
                + Json.instant(question.fromMs()) + " to " + Json.instant(question.toMs()) + ": " + who()
                + comparison.stated().map(number -> " " + amount(number)).orElse(" what the lines have") + ", and the "
                + feeds(feeds.size()) + " of its timeline and calendar " + (feeds.size() == 1 ? "comes" : "come");
        if (comparison.isEqual()) {
            return said + " to the same.";
        }
        return said
                + comparison
                        .recomputed()
                        .map(number -> " to " + amount(number) + ": a difference of "
                                + PlainNumber.text(
                                        number.subtract(comparison.stated().orElseThrow())))
                        .orElse(" to something else, see the lines")
                + why(awaited) + ".";
    }

    private String who() {
        if (stated.statement() == null) {
            return "the reading says";
        }
        List<String> adjusted = stated.adjustedIn();
        return "statement " + stated.statement().summary().statement()
                + (adjusted.isEmpty() ? " says" : " with the adjustments of " + String.join(", ", adjusted) + " says");
    }

    private String why(long awaited) {
        if (awaited > 0) {
            return "; the reading does not tell of the last " + feeds(awaited) + " yet, so ask again";
        }
        return moved ? "; seats went on while this was read, so ask again" : "; please report this";
    }

    private String amount(BigDecimal number) {
        return PlainNumber.text(number) + " " + meter.unit();
    }

    private static String feeds(long number) {
        return number == 1 ? "1 feed" : number + " feeds";
    }
}
