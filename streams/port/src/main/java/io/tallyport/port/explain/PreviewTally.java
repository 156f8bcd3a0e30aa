package io.tallyport.port.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.port.answer.Json;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/** The periods that a preview lists, those that change most, and the totals over all. Not thread-safe. */
final class PreviewTally {

    /** So many periods are listed at most. */
    static final int LISTED_MOST = 100;

    private final PriorityQueue<PreviewRow> listed = new PriorityQueue<>(PreviewRow.BY_DIFFERENCE.reversed());
    private final Map<String, Sum> sums = new LinkedHashMap<>();

    private static final class Sum {
        private final Meter meter;
        private final Set<String> licenses = new HashSet<>();
        private final Set<String> changed = new HashSet<>();
        private long licensesBefore;
        private long changedBefore;
        private long periods;
        private long events;
        private long wouldEvents;
        private long unmeasured;
        private String reason = "";
        private BigDecimal says = BigDecimal.ZERO;
        private BigDecimal would = BigDecimal.ZERO;

        Sum(Meter meter) {
            this.meter = meter;
        }

        void add(PreviewRow row) {
            licenses.add(row.license());
            if (row.isChanged()) {
                changed.add(row.license());
            }
            periods++;
            events += row.says().events();
            wouldEvents += row.would().events();
            unmeasured += row.unmeasured();
            reason = reason.isEmpty() ? row.reason() : reason;
            says = says.add(row.says().value());
            would = would.add(row.would().value());
        }

        /** No license comes twice, so those that were told need not be remembered. */
        void endGroup() {
            licensesBefore += licenses.size();
            changedBefore += changed.size();
            licenses.clear();
            changed.clear();
        }

        ObjectNode json() {
            ObjectNode node = Json.object()
                    .put("meter", meter.id())
                    .put("aggregation", meter.aggregation().name())
                    .put("unit", meter.unit())
                    .put("licenses", licensesBefore + licenses.size())
                    .put("changed", changedBefore + changed.size())
                    .put("periods", periods)
                    .put("events", events)
                    .put("wouldEvents", wouldEvents)
                    .put("unmeasured", unmeasured);
            if (!reason.isEmpty()) {
                node.put("reason", reason);
            }
            if (meter.aggregation().isAdditive()) {
                node.put("says", PlainNumber.text(says))
                        .put("wouldSay", PlainNumber.text(would))
                        .put("difference", PlainNumber.text(would.subtract(says)));
            }
            return node;
        }
    }

    /** @param meters the meters that are previewed */
    PreviewTally(Iterable<Meter> meters) {
        meters.forEach(meter -> sums.put(meter.id(), new Sum(meter)));
    }

    /** Takes the periods of a group of licenses, of which none comes again. */
    void add(PreviewFold fold) {
        fold.rows(row -> {
            Sum sum = sums.get(row.meter());
            if (sum != null) {
                sum.add(row);
            }
            listed.add(row);
            if (listed.size() > LISTED_MOST) {
                listed.remove();
            }
        });
        sums.values().forEach(Sum::endGroup);
    }

    void putInto(ObjectNode answer) {
        ArrayNode rows = answer.putArray("periods");
        listed.stream().sorted(PreviewRow.BY_DIFFERENCE).forEach(row -> rows.add(row.json()));
        ArrayNode totals = answer.putArray("totals");
        sums.values().forEach(sum -> totals.add(sum.json()));
    }
}
