package io.tallyport.readmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.LicenseEventV1;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has a seat follows from the events of the license, in whatever pieces they are read. */
final class SeatQueryTest {

    @TempDir
    Path temp = Path.of("");

    private final TestLog log = new TestLog("seats-" + UUID.randomUUID(), 3);

    private ReadModel model() {
        return TestModel.caughtUp(TestModel.over(log, temp.resolve("model")), log);
    }

    private static List<String> members(ReadModel model, String license) {
        return model.seats(license).value().stream().map(Seat::member).toList();
    }

    @Test
    void aSeatIsListedWithItsAssignmentUntilItIsReleased() {
        seat("L", 2, "SEAT_ASSIGNED", "kim");
        seat("L", 3, "SEAT_ASSIGNED", "ada");
        seat("LL", 2, "SEAT_ASSIGNED", "eve");
        log.append(TopicCatalog.LICENSE_EVENTS, "L", Samples.event("L", 3, "REFUSED", "ACTIVE"));
        try (var model = model()) {
            assertEquals(List.of("ada", "kim"), members(model, "L"));
            assertEquals(List.of("eve"), members(model, "LL"));
            assertEquals(List.of(), members(model, "nobody"));
            var kim = model.seats("L").value().get(1);
            assertEquals(2_000, kim.sinceMs());
            assertEquals("ann", kim.assignedBy());
            assertEquals("why", kim.reason());
            assertEquals("c-2", kim.commandId());
            assertEquals(
                    model.timeline("L", 1_000).value().get(0).at(), kim.at(), "it stands where the timeline has it");
            seat("L", 4, "SEAT_RELEASED", "kim");
            seat("L", 5, "SEAT_RELEASED", "ada");
            seat("L", 6, "SEAT_ASSIGNED", "ada");
            TestModel.caughtUp(model, log);
            assertEquals(List.of("ada"), members(model, "L"));
            assertEquals(6_000, model.seats("L").value().get(0).sinceMs());
        }
    }

    /** An end changes who may do what, and not who has a seat. */
    @Test
    void aLicenseThatEndedKeepsItsList() {
        seat("L", 2, "SEAT_ASSIGNED", "kim");
        for (String state : List.of("SUSPENDED", "EXPIRED", "REVOKED")) {
            log.append(TopicCatalog.LICENSE_EVENTS, "L", Samples.event("L", 3, state, state));
        }
        try (var model = model()) {
            assertEquals(List.of("kim"), members(model, "L"));
        }
    }

    @Test
    void anEventThatNamesNobodyIsSkippedWhole() {
        log.append(TopicCatalog.LICENSE_EVENTS, "L", Samples.event("L", 2, "SEAT_ASSIGNED", "ACTIVE"));
        seat("L", 3, "SEAT_ASSIGNED", "kim");
        try (var model = model()) {
            assertEquals(List.of("kim"), members(model, "L"));
            assertEquals(1, model.timeline("L", 10).value().size());
        }
    }

    /** The seats are those that were assigned and not released since, as somebody says who keeps a set. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void theSeatsAreWhatTheEventsComeTo(long seed) {
        var random = new Random(seed);
        var expected = new TreeSet<String>();
        for (int version = 1; version <= 200; version++) {
            String member = "m" + random.nextInt(8);
            boolean assigned = expected.add(member);
            if (!assigned) {
                expected.remove(member);
            }
            seat("L", version, assigned ? "SEAT_ASSIGNED" : "SEAT_RELEASED", member);
        }
        try (var model = model()) {
            assertEquals(List.copyOf(expected), members(model, "L"));
        }
    }

    private void seat(String license, long version, String type, String member) {
        log.append(
                TopicCatalog.LICENSE_EVENTS,
                license,
                LicenseEventV1.newBuilder(Samples.seat(license, version, type, member))
                        .setAtMs(version * 1_000)
                        .setAuthor("ann")
                        .setReason("why")
                        .setCommandId("c-" + version)
                        .build());
    }
}
