package io.tallyport.app.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a demo run came to.
 *
 * @param emitted records that became durable
 * @param verdicts verdict name to number of records
 * @param conserved whether every durable record has exactly one verdict, and the one that it must have
 * @param totalsEqual whether every license's totals, by HTTP and from the topic, are what was emitted
 * @param licenses licenses issued
 * @param breaches hard limits passed
 * @param entitlementChanges changes that the products were told of
 * @param allowed checks answered ALLOW
 * @param denied checks answered DENY
 * @param alerted checks answered ALERT
 * @param anomalies anomaly alerts opened
 * @param crossings licenses that used up their hard quota and were denied
 * @param crossingsMissed licenses that used it up and were not denied in time
 * @param p50Ms from sending the crossing event to the first denied check, median
 * @param p99Ms the same, 99th percentile
 * @param maxMs the same, longest
 * @param seconds how long the products emitted
 * @param seed of the run
 * @param faults what does not agree, a sentence each
 */
public record DemoSummary(
        long emitted,
        Map<String, Long> verdicts,
        boolean conserved,
        boolean totalsEqual,
        int licenses,
        long breaches,
        long entitlementChanges,
        long allowed,
        long denied,
        long alerted,
        long anomalies,
        int crossings,
        int crossingsMissed,
        BigDecimal p50Ms,
        BigDecimal p99Ms,
        BigDecimal maxMs,
        int seconds,
        long seed,
        List<String> faults) {

    private static final int FAULTS_SHOWN = 20;

    public DemoSummary {
        verdicts = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(verdicts));
        faults = List.copyOf(faults);
    }

    /** Whether everything agrees. */
    public boolean isSound() {
        return conserved && totalsEqual && crossingsMissed == 0 && faults.isEmpty();
    }

    /** The summary for programs. */
    public ObjectNode toJson() {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("emitted", emitted);
        verdicts.forEach(json.putObject("verdicts")::put);
        json.put("conserved", conserved)
                .put("totalsEqual", totalsEqual)
                .put("licenses", licenses)
                .put("breaches", breaches)
                .put("entitlementChanges", entitlementChanges);
        json.putObject("checks").put("allowed", allowed).put("denied", denied).put("alerted", alerted);
        json.put("anomalies", anomalies).put("crossings", crossings).put("crossingsMissed", crossingsMissed);
        json.putObject("crossingToDenialMs").put("p50", p50Ms).put("p99", p99Ms).put("max", maxMs);
        json.put("seconds", seconds).put("seed", seed);
        var list = json.putArray("faults");
        faults.stream().limit(FAULTS_SHOWN).forEach(list::add);
        return json;
    }

    /** The summary for people. */
    public List<String> lines() {
        long sum = verdicts.values().stream().mapToLong(Long::longValue).sum();
        var parts = new ArrayList<String>();
        verdicts.forEach((verdict, count) -> parts.add(count + " " + verdict));
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add("Summary after " + seconds + " s (seed " + seed + ")");
        lines.add("  emitted            " + emitted + " records on " + licenses + " licenses");
        lines.add("  verdicts           " + sum + ": " + String.join(", ", parts));
        lines.add("  conserved          "
                + (conserved ? "yes: every record has exactly one verdict, the right one" : "NO"));
        lines.add("  totals             "
                + (totalsEqual
                        ? "equal to what was emitted, by HTTP and from the topic"
                        : "NOT EQUAL to what was emitted"));
        lines.add("  hard limits        " + breaches + " passed; " + crossings + " crossings denied"
                + (crossingsMissed == 0 ? "" : ", " + crossingsMissed + " NOT DENIED in time"));
        lines.add("  crossing to denial p50 " + p50Ms + " ms, p99 " + p99Ms + " ms, max " + maxMs + " ms");
        lines.add("  entitlements       " + entitlementChanges + " changes told to the products");
        lines.add("  checks             " + allowed + " allowed, " + denied + " denied, " + alerted + " alerted");
        lines.add("  anomaly alerts     " + anomalies);
        faults.stream().limit(FAULTS_SHOWN).forEach(fault -> lines.add("  FAULT: " + fault));
        if (faults.size() > FAULTS_SHOWN) {
            lines.add("  ... and " + (faults.size() - FAULTS_SHOWN) + " more faults");
        }
        return lines;
    }
}
