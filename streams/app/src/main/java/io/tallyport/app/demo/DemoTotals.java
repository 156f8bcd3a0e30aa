package io.tallyport.app.demo;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Compares totals per license and meter. */
final class DemoTotals {

    /** One sentence per difference; a meter that one side lacks is zero there. */
    static List<String> differences(
            String where, Map<String, Map<String, BigDecimal>> truth, Map<String, Map<String, BigDecimal>> seen) {
        var differences = new ArrayList<String>();
        var licenses = new TreeSet<>(truth.keySet());
        licenses.addAll(seen.keySet());
        for (String license : licenses) {
            var expected = truth.getOrDefault(license, Map.of());
            var found = seen.getOrDefault(license, Map.of());
            var meters = new TreeSet<>(expected.keySet());
            meters.addAll(found.keySet());
            for (String meter : meters) {
                BigDecimal a = expected.getOrDefault(meter, BigDecimal.ZERO);
                BigDecimal b = found.getOrDefault(meter, BigDecimal.ZERO);
                if (a.compareTo(b) != 0) {
                    differences.add(license + " " + meter + ": emitted " + a.toPlainString() + ", " + where + " says "
                            + b.toPlainString());
                }
            }
        }
        return differences;
    }

    private DemoTotals() {}
}
