package io.tallyport.app.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Renders a moment of a run as text: a picture for a terminal, a line for a pipe. Pure. */
final class DemoView {

    private static final int BAR = 40;

    /** The picture, line by line, each cut to a width. */
    static List<String> picture(DemoFrame f, int width) {
        var lines = new ArrayList<String>();
        lines.add("Tallyport demo  " + f.phase() + "  " + bar(f) + "  " + f.elapsedMs() / 1000 + "/"
                + f.totalMs() / 1000 + " s   simulated " + f.simulatedNow());
        lines.add("");
        lines.add(row("emitted", f.emitted() + "  (" + f.perSecond() + "/s)"));
        lines.add(row("verdicts", verdicts(f)));
        lines.add(row(
                "hard limits",
                f.breaches() + " passed, " + f.crossings() + " crossings denied, p50 " + f.p50Ms() + " ms, p99 "
                        + f.p99Ms() + " ms from the crossing event to the first denied check"));
        lines.add(row(
                "checks",
                f.checks().get(0) + " allowed, " + f.checks().get(1) + " denied, "
                        + f.checks().get(2) + " alerted"));
        lines.add("");
        lines.add(row("busiest", ""));
        f.busiest().forEach(b -> lines.add(row("", pad(b.license(), 18) + b.events() + " events")));
        lines.add("");
        lines.add(row("entitlements", f.changes() + " changes told to the products"));
        f.recentChanges().forEach(change -> lines.add(row("", change)));
        lines.add("");
        lines.add(row("anomalies", f.anomalies() + " alerts"));
        f.recentAnomalies().forEach(anomaly -> lines.add(row("", anomaly)));
        return lines.stream().map(line -> cut(line, width)).toList();
    }

    /** The same in one line. */
    static String line(DemoFrame f) {
        return f.phase() + " " + f.elapsedMs() / 1000 + "/" + f.totalMs() / 1000 + " s: " + f.emitted() + " emitted ("
                + f.perSecond() + "/s), " + verdicts(f) + "; " + f.breaches() + " hard limits passed, " + f.changes()
                + " entitlement changes, checks " + f.checks().get(0) + " allowed "
                + f.checks().get(1) + " denied "
                + f.checks().get(2) + " alerted, " + f.anomalies() + " anomalies, crossing to denial p99 " + f.p99Ms()
                + " ms";
    }

    private static String verdicts(DemoFrame f) {
        var parts = new ArrayList<String>();
        for (DemoFate fate : DemoFate.values()) {
            parts.add(f.verdicts().get(fate.ordinal()) + " " + fate.name().toLowerCase(Locale.ROOT));
        }
        return String.join(", ", parts);
    }

    private static String bar(DemoFrame f) {
        int done = (int) Math.min(BAR, BAR * f.elapsedMs() / Math.max(1, f.totalMs()));
        return "[" + "#".repeat(done) + ".".repeat(BAR - done) + "]";
    }

    private static String row(String label, String text) {
        return "  " + pad(label, 14) + text;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    private static String cut(String line, int width) {
        String clean = line.stripTrailing();
        return clean.length() <= width ? clean : clean.substring(0, width);
    }

    private DemoView() {}
}
