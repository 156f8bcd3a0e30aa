package io.tallyport.domain.anomaly;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallyport.domain.catalog.DetectorRule;
import io.tallyport.domain.catalog.Window;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Runs the detector over real, labelled series. Skipped unless the system property {@code nab} names a folder with the Numenta
 * Anomaly Benchmark ({@code data/}, {@code labels/combined_windows.json}). Each row becomes one bucket.
 */
@EnabledIfSystemProperty(named = "nab", matches = ".+")
class LabelledSeriesTest {

    private static final long HOUR = 3_600_000L;

    @Test
    void mostLabelledWindowsAreFoundWithFewFalseAlerts() throws IOException {
        Path folder = Path.of(System.getProperty("nab", ""));
        JsonNode labels = new ObjectMapper().readTree(Files.readString(folder.resolve("labels/combined_windows.json")));
        int windows = 0;
        int found = 0;
        int outside = 0;
        int rows = 0;
        for (var entry : labels.properties()) {
            String name = entry.getKey();
            if (!Files.exists(folder.resolve("data").resolve(name))) {
                continue;
            }
            List<String> times = new ArrayList<>();
            List<Integer> alerts = alerts(folder.resolve("data").resolve(name), times);
            rows += times.size();
            List<Integer> stray = new ArrayList<>(alerts);
            int hit = 0;
            for (JsonNode window : labels.get(name)) {
                String from = window.get(0).asText();
                String to = window.get(1).asText();
                List<Integer> inside = alerts.stream()
                        .filter(row -> times.get(row).compareTo(from.substring(0, 19)) >= 0
                                && times.get(row).compareTo(to.substring(0, 19)) <= 0)
                        .toList();
                stray.removeAll(inside);
                hit += inside.isEmpty() ? 0 : 1;
            }
            System.out.println(name + ": " + hit + " of " + labels.get(name).size() + " windows, " + stray.size()
                    + " alerts outside, " + times.size() + " rows");
            windows += labels.get(name).size();
            found += hit;
            outside += stray.size();
        }
        String result = found + " of " + windows + " windows, " + outside + " alerts outside in " + rows + " rows";
        System.out.println(result);
        assertTrue(2 * found >= windows, result);
        assertTrue(500 * outside <= rows, result);
    }

    private static List<Integer> alerts(Path file, List<String> times) throws IOException {
        var rule = new DetectorRule("series", Window.HOUR, 168, 1_000, BigDecimal.valueOf(6));
        DetectorState state = DetectorState.EMPTY;
        List<Integer> alerts = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",");
            long fromMs = times.size() * HOUR;
            times.add(cells[0]);
            state = Detector.observe(state, rule, fromMs, new BigDecimal(cells[1]));
            DetectorOutcome outcome = Detector.closeBuckets(state, rule, Detector.nextDueMs(state, rule));
            state = outcome.next();
            outcome.findings().stream()
                    .filter(finding -> finding.status() == AlertStatus.OPENED)
                    .forEach(finding -> alerts.add((int) (finding.bucketFromMs() / HOUR)));
        }
        return alerts;
    }
}
