package io.tallyport.app.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * The licenses of the simulated world.
 *
 * @param trials each uses up its hard quota during the run
 * @param usual those with a daily rhythm
 * @param bursting those that call in bursts
 * @param abused the one that somebody abuses
 */
record DemoCast(List<DemoLicense> trials, List<DemoLicense> usual, List<DemoLicense> bursting, DemoLicense abused) {

    /** Licenses that cross their hard quota on purpose. */
    static final int TRIALS = 240;

    DemoCast {
        trials = List.copyOf(trials);
        usual = List.copyOf(usual);
        bursting = List.copyOf(bursting);
    }

    /** The cast of every run. */
    static DemoCast standard() {
        var usual = new ArrayList<DemoLicense>();
        usual.addAll(group("starter", "atlas", "starter", "maps", 30));
        usual.addAll(group("pro", "scribe", "pro", "completions", 30));
        usual.addAll(group("enterprise", "vault", "enterprise", "transfer", 20));
        return new DemoCast(
                group("trial", "atlas", "trial", "maps", TRIALS),
                usual,
                group("free", "atlas", "free", "maps", 20),
                new DemoLicense("abused-001", "atlas", "starter", "customer-abused", "maps", true));
    }

    /** All of them. */
    List<DemoLicense> all() {
        var all = new ArrayList<DemoLicense>(trials);
        all.addAll(usual);
        all.addAll(bursting);
        all.add(abused);
        return all;
    }

    private static List<DemoLicense> group(String name, String product, String plan, String feature, int count) {
        var licenses = new ArrayList<DemoLicense>();
        for (int i = 1; i <= count; i++) {
            String number = String.format(java.util.Locale.ROOT, "%03d", i);
            licenses.add(new DemoLicense(
                    name + "-" + number, product, plan, "customer-" + name + "-" + number, feature, i % 2 == 0));
        }
        return licenses;
    }
}
