package io.tallyport.readmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Window;
import io.tallyport.wire.EntitlementUpdateV1;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shown to visitors, one after the other: licenses with what they use now, and revisions. */
final class VisitTest {

    private static final long HOUR_MS = Samples.HOUR_MS;
    private static final long DAY_MS = 24 * HOUR_MS;
    /** The second hour of the second day. */
    private static final long NOW_MS = DAY_MS + HOUR_MS + 7;

    @TempDir
    Path temp = Path.of("");

    private final TestLog log = new TestLog("visit-" + UUID.randomUUID(), 3);

    @Test
    void licensesOnSomePlansAreShownByTheirIds() {
        for (String license : List.of("c", "a", "b", "d")) {
            on(license, license.equals("b") ? "pro" : license.equals("d") ? "free" : "basic");
        }
        beat();
        try (var model = TestModel.caughtUp(TestModel.over(log, temp.resolve("model")), log)) {
            assertEquals(List.of("a", "c"), shown(model, Set.of("basic")));
            assertEquals(List.of("a", "b", "c"), shown(model, Set.of("basic", "pro", "none")));
            assertEquals(List.of(), shown(model, Set.of()));
        }
    }

    @Test
    void usageIsThatOfTheWindowThatRuns() {
        on("L", "basic");
        var group = Samples.value("calls", "DAY", DAY_MS, 2 * DAY_MS, "1");
        group.setGroup("region=eu");
        var subject = Samples.value("calls", "DAY", DAY_MS, 2 * DAY_MS, "2");
        subject.setSubject("kim");
        var second = Samples.value("calls", "DAY", DAY_MS, 2 * DAY_MS, "4");
        second.setMeterVersion(2);
        log.append(
                TopicCatalog.USAGE_READINGS,
                "L",
                Samples.reading(
                        "L",
                        1,
                        Samples.value("calls", "MONTH", 0, 31 * DAY_MS, "9"),
                        Samples.value("calls", "DAY", 0, DAY_MS, "5"),
                        Samples.value("calls", "DAY", DAY_MS, 2 * DAY_MS, "3"),
                        group,
                        subject,
                        second,
                        Samples.value("bytes", "DAY", DAY_MS, 2 * DAY_MS, "8"),
                        Samples.value("bytes", "DAY", 2 * DAY_MS, 3 * DAY_MS, "80"),
                        Samples.value("calls", "HOUR", DAY_MS, DAY_MS + HOUR_MS, "7")));
        beat();
        try (var model = TestModel.caughtUp(TestModel.over(log, temp.resolve("model")), log)) {
            var found = new ArrayList<String>();
            var answer = model.visitLicenses(Set.of("basic"), (license, usage) -> {
                assertEquals(NOW_MS, usage.nowMs());
                for (Window window : Window.values()) {
                    usage.in(window)
                            .forEach(reading -> found.add(window + " " + reading.meter() + "@" + reading.meterVersion()
                                    + " " + reading.value()));
                }
            });
            assertEquals(List.of("DAY bytes@1 8", "DAY calls@1 3", "DAY calls@2 4", "MONTH calls@1 9"), found);
            assertEquals(1, answer.value());
            assertEquals(log.vector(), answer.offsets());
        }
    }

    @Test
    void revisionsAreShownNewestFirstUntilTheVisitorHasSeenEnough() {
        for (long revision = 1; revision <= 5; revision++) {
            log.append(TopicCatalog.CATALOG_REVISIONS, 0, "catalog", Samples.revision(revision));
        }
        try (var model = TestModel.caughtUp(TestModel.over(log, temp.resolve("model")), log)) {
            var seen = new ArrayList<Long>();
            assertEquals(
                    5,
                    model.visitCatalogRevisions(null, one -> seen.add(one.revision()))
                            .value());
            assertEquals(List.of(5L, 4L, 3L, 2L, 1L), seen);
            seen.clear();
            assertEquals(
                    2,
                    model.visitCatalogRevisions(4L, one -> seen.add(one.revision()) && seen.size() < 2)
                            .value());
            assertEquals(List.of(3L, 2L), seen);
            assertEquals(0, model.visitCatalogRevisions(1L, one -> true).value());
        }
    }

    private static List<String> shown(ReadModel model, Set<String> plans) {
        var shown = new ArrayList<String>();
        var answer = model.visitLicenses(plans, (license, usage) -> shown.add(license.license()));
        assertEquals(shown.size(), answer.value());
        return shown;
    }

    private void on(String license, String plan) {
        EntitlementUpdateV1 update = Samples.snapshot(license, 1);
        update.getSnapshot().setPlan(plan);
        log.append(TopicCatalog.ENTITLEMENT_SNAPSHOTS, license, update);
    }

    private void beat() {
        for (int partition = 0; partition < 3; partition++) {
            log.append(
                    TopicCatalog.ENTITLEMENT_SNAPSHOTS,
                    partition,
                    "heartbeat",
                    Samples.heartbeat(partition, NOW_MS + partition));
        }
    }
}
