package io.tallyport.app.demo;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a faultless pipeline makes of emissions, written independently of the plan's own expectations: it looks at the
 * records only.
 */
final class PerfectMeter {

    private static final long ACCEPTANCE_MS = 35L * 24 * 3_600_000;

    private final Set<String> licenses = new HashSet<>();
    private final Map<String, Map<String, Object>> seen = new HashMap<>();
    private final Map<String, Map<String, BigDecimal>> totals = new HashMap<>();
    private final DemoWitness witness;
    private long offset;
    private long version;

    PerfectMeter(DemoCast cast, DemoWitness witness) {
        cast.all().forEach(license -> licenses.add(license.id()));
        this.witness = witness;
    }

    /** Takes a record; its place. */
    DemoPlace take(DemoEmission e) {
        var place = new DemoPlace(0, offset++);
        witness.verdict(verdict(e), place.partition(), place.offset(), 1);
        return place;
    }

    private String verdict(DemoEmission e) {
        boolean known =
                List.of("atlas.call", "scribe.completion", "vault.transfer").contains(e.type());
        boolean negative = e.payload().amounts().values().stream().anyMatch(amount -> amount.signum() < 0);
        if (e.way() == DemoEmission.Way.RAW || !licenses.contains(e.license()) || !known || negative) {
            return "REJECTED";
        }
        if (e.timeMs() < e.atMs() - ACCEPTANCE_MS) {
            return "LATE";
        }
        String identity = e.license() + "|" + e.source() + "|" + e.id();
        Map<String, Object> before = seen.putIfAbsent(identity, e.payload().data());
        if (before != null) {
            return before.equals(e.payload().data()) ? "DUPLICATE" : "CONFLICT";
        }
        var meters = totals.computeIfAbsent(e.license(), l -> new HashMap<>());
        e.payload().amounts().forEach((meter, amount) -> {
            meters.merge(meter, amount, BigDecimal::add);
            witness.month(e.license(), ++version, meter, 0, meters.getOrDefault(meter, BigDecimal.ZERO));
        });
        return "COUNTED";
    }

    BigDecimal total(String license, String meter) {
        return totals.getOrDefault(license, Map.of()).getOrDefault(meter, BigDecimal.ZERO);
    }
}
