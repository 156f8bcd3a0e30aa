package io.tallyport.app.demo;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** Holds what came of a run against what was emitted. */
final class DemoVerification {

    private static final Duration CATCH_UP = Duration.ofSeconds(20);
    private static final long PAUSE_NANOS = 200_000_000;

    private final DemoTally tally;
    private final DemoWitness witness;
    private final DemoHttp http;

    DemoVerification(DemoTally tally, DemoWitness witness, DemoHttp http) {
        this.tally = tally;
        this.witness = witness;
        this.http = http;
    }

    /** One sentence per way in which the verdicts differ from what they must be. */
    List<String> verdictFaults(DemoWitness.Verdicts seen) {
        var faults = new ArrayList<String>();
        for (DemoFate fate : DemoFate.values()) {
            if (!tally.agrees(fate, seen.count(fate))) {
                faults.add(
                        "verdict " + fate + ": " + tally.expected(fate) + " expected, " + seen.count(fate) + " seen");
            }
        }
        if (tally.failures() > 0) {
            faults.add(tally.failures() + " records could not be written");
        }
        if (seen.doubled() > 0) {
            faults.add(seen.doubled() + " records have more than one verdict");
        }
        long copies = seen.total() - tally.emitted();
        if (copies < 0 || copies > tally.unanswered()) {
            faults.add(tally.emitted() + " records are durable, " + seen.total() + " verdicts were given");
        } else if (!tally.covers(seen.decided())) {
            faults.add("the verdicts are not on the records that were written");
        }
        return faults;
    }

    /** One sentence per license and meter whose total differs; waits a bounded time for the readers to catch up. */
    List<String> totalFaults(Collection<DemoLicense> licenses) throws IOException, InterruptedException {
        var truth = tally.totals();
        long deadline = System.nanoTime() + CATCH_UP.toNanos();
        List<String> faults = differences(truth, licenses);
        while (!faults.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE_NANOS);
            faults = differences(truth, licenses);
        }
        return faults;
    }

    private List<String> differences(Map<String, Map<String, BigDecimal>> truth, Collection<DemoLicense> licenses)
            throws IOException, InterruptedException {
        var faults = DemoTotals.differences("the readings topic", truth, witness.totals());
        if (!faults.isEmpty()) {
            return faults;
        }
        var byHttp = new TreeMap<String, Map<String, BigDecimal>>();
        for (DemoLicense license : licenses) {
            byHttp.put(license.id(), http.monthTotals(license.id()));
        }
        return DemoTotals.differences("usage by HTTP", truth, byHttp);
    }
}
