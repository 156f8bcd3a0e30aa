package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.app.node.NodeConfig.NodeClock;
import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.verifier.Difference;
import io.tallyport.verifier.Place;
import io.tallyport.verifier.Verification;
import io.tallyport.verifier.Verification.Report;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.UsageReadingV1;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyTest {

    private static final int LICENSES = 12;
    private static final int ROUNDS = 40;
    private static final int MANY_SIZES = 400;
    private static final List<String> ZONES = List.of("", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe");
    private static final List<String> ANCHORS =
            List.of("", "", "2025-12-31", "2026-01-10T11:00:00Z", "2026-01-31T02:30");
    private static final Instant START = Instant.parse("2026-01-10T12:00:00Z");

    @Test
    void anHonestNodeHasNoDifferenceAndAForgedReadingIsNamed(@TempDir Path folder) throws Exception {
        long seed = new Random().nextLong();
        System.out.println("VerifyTest seed " + seed);
        var config = NodeConfig.embedded(folder, 0).withClock(new NodeClock.TestTime(START));
        try (var node = Node.start(config)) {
            node.awaitReady(Duration.ofSeconds(90));
            var http = new HttpTester(node.url());
            http.applyCatalog(Catalogs.METERS);
            live(node, http, new Random(seed));
            var minutes = http.get("/v1/licenses/verify-0/usage?window=MINUTE&meter=web-bytes&limit=3")
                    .text();
            assertTrue(minutes.contains("\"window\":\"MINUTE\""), minutes);
            var honest = verify(node);
            System.out.println("VerifyTest " + honest.kinds() + " checked "
                    + honest.findings().checked() + " unchecked "
                    + honest.findings().unchecked());
            assertEquals(List.of(), honest.findings().differences());
            assertEquals(0, honest.findings().pending());
            var books = IndependentBooks.read(node.kafka(), node.registry());
            assertEquals(books.usageRecords.size(), honest.events());
            assertEquals(books.verdicts.size(), honest.verdicts());
            assertTrue(
                    books.verdicts.values().stream()
                            .anyMatch(verdict -> verdict.getReason().equals("FILTER_FAILED")),
                    "a filter that cannot say");
            for (String kind : List.of("COUNTED", "DUPLICATE", "CONFLICT", "LATE", "REJECTED", "CORRECTED")) {
                assertTrue(honest.kinds().getOrDefault(kind, 0L) > 0, kind);
            }
            for (String kind : List.of(
                    "crossings",
                    "denials",
                    "evidence",
                    "readings",
                    "readings.levels",
                    "commands",
                    "recounts",
                    "statements",
                    "unattributed.certificates")) {
                assertTrue(honest.findings().checked().getOrDefault(kind, 0L) > 0, kind);
            }
            assertEquals(1, honest.findings().sharedIds().size());

            requireShown(http);
            var forged = forgeReading(node);
            var places = verify(node).findings().differences().stream()
                    .map(Difference::at)
                    .distinct()
                    .toList();
            assertEquals(List.of(forged), places);
        } catch (Throwable e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    /** Voids, amends and restores some events of each license, whatever feeds on them; some of it is refused. */
    private static void correct(HttpTester http, Random random, String run) throws Exception {
        for (int i = 0; i < 30; i++) {
            int number = random.nextInt(LICENSES * ROUNDS * 2);
            String one = "{\"license\":\"verify-" + number % LICENSES + "\",\"source\":\"acme/web\",\"id\":\"" + run
                    + number + "\",\"reason\":\"check\"";
            var unused = switch (random.nextInt(4)) {
                case 0 -> http.post("/v1/usage/amend", one + ",\"set\":{\"bytes\":" + random.nextInt(900) + ".5}}");
                case 1 -> http.post("/v1/usage/restore", one + "}");
                default -> http.post("/v1/usage/void", one + "}");
            };
        }
        String many = "{\"license\":\"verify-4\",\"where\":\"data.bytes < 100.0\",\"reason\":\"too small\"}";
        http.post("/v1/usage/void", many).expect(200);
        http.post("/v1/usage/restore", many.replace("100.0", "50.0")).expect(200);
    }

    /** Waits until nothing says any more that it waits for a recount. */
    private static void awaitRecounts(HttpTester http) throws Exception {
        Await.until("all recounts are there", Duration.ofSeconds(60), () -> {
            for (int i = 0; i < LICENSES; i++) {
                if (http.get("/v1/licenses/verify-" + i + "/usage?limit=1000&groups=true")
                        .text()
                        .contains("\"recounting\":true")) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Subjects with those below them, and what no license owns, as people ask for them. */
    private static void requireShown(HttpTester http) throws Exception {
        var subjects = new TreeSet<String>();
        http.get("/v1/licenses/verify-0/usage?subject=org-1&limit=1000")
                .json()
                .path("meters")
                .forEach(reading -> subjects.add(reading.path("subject").asText()));
        assertTrue(subjects.contains("org-1"), subjects::toString);
        assertTrue(subjects.size() > 1, subjects::toString);
        assertTrue(subjects.stream().allMatch(subject -> (subject + "/").startsWith("org-1/")), subjects::toString);
        var january = http.get("/v1/unattributed?period=2026-01").json();
        assertEquals(
                january.path("partitions").asInt(), january.path("certified").asInt());
        assertTrue(january.path("complete").asBoolean());
        assertTrue(january.path("records").asInt() > 0);
        assertEquals(400, http.get("/v1/unattributed?period=2026-13").status());
    }

    private static Report verify(Node node) throws Exception {
        return Verification.of(node.kafka(), node.registry(), (partition, partitions, records) -> {});
    }

    /** Two months of a product's life: retries, conflicts, late and bad events, limits reached, a suspension. */
    private static void live(Node node, HttpTester http, Random random) throws Exception {
        for (int i = 0; i < LICENSES; i++) {
            http.issueIn(
                    ZONES.get(i % ZONES.size()),
                    ANCHORS.get(i % ANCHORS.size()),
                    "verify-" + i,
                    "acme",
                    i % 3 == 0 ? "starter" : "free");
        }
        emit(http, random, "a", START);
        seats(http, random);
        http.post("/v1/licenses/verify-1/suspend", "{\"reason\":\"unpaid\"}").expect(200);
        new ForeignWriter(node.kafka(), node.registry()).writeBadUsage("verify-2");
        new ForeignWriter(node.kafka(), node.registry()).writeEmptyUsage("verify-2", "empty", START.toEpochMilli());
        new ForeignWriter(node.kafka(), node.registry()).writeGarbageIntoControlTopics();
        for (int i = 0; i < LICENSES; i++) {
            var unused = http.check("verify-" + i, "api");
        }
        changePlans(http, "free", "starter");
        seats(http, random);
        emit(http, random, "b", START);
        emitManySizes(http);
        correct(http, random, "b");
        correct(http, random, "a");
        http.post("/v1/licenses/verify-1/resume", "{\"reason\":\"paid\"}").expect(200);
        http.applyCatalog(Catalogs.METERS_LATER);
        var later = Instant.parse("2026-02-03T00:30:00Z");
        http.post("/v1/clock/advance", "{\"by\":\"" + Duration.between(START, later) + "\"}")
                .expect(200);
        emit(http, random, "c", later);
        seats(http, random);
        changePlans(http, "starter", "free");
        http.emit(List.of(TestEvent.call("verify-2", "shared", null), TestEvent.call("verify-5", "shared", null)));
        for (int i = 0; i < LICENSES; i++) {
            var unused = http.check("verify-" + i, "volume");
        }
        correct(http, random, "c");
        http.applyCatalog(Catalogs.METERS_REPAIRED);
        correct(http, random, "b");
        emit(http, random, "d", later);
        seats(http, random);
        http.emit(List.of(TestEvent.call("verify-0", "last", null)));
        awaitRecounts(http);
        assertEquals(List.of(), verify(node).findings().differences(), "as soon as the meters are repaired");
        // What became of January since is in the statements of February.
        http.post("/v1/clock/advance", "{\"by\":\"P31D\"}").expect(200);
        http.emit(List.of(TestEvent.call("verify-0", "after", null)));
    }

    /** Who comes and who goes; some of it is refused. */
    private static void seats(HttpTester http, Random random) throws Exception {
        for (int i = 0; i < LICENSES * 8; i++) {
            String what = random.nextInt(3) == 0 ? "release" : "assign";
            String member = "{\"member\":\"m" + random.nextInt(6) + "\",\"reason\":\"check\"}";
            int status = http.post("/v1/licenses/verify-" + i % LICENSES + "/seats/" + what, member)
                    .status();
            assertTrue(status == 200 || status == 409, what + " " + status);
        }
    }

    /** Another plan in the middle of a month, and back. */
    private static void changePlans(HttpTester http, String plan, String other) throws Exception {
        for (int i = 0; i < LICENSES; i += 2) {
            String to = i % 3 == 0 ? plan : other;
            http.post("/v1/licenses/verify-" + i + "/change-plan", "{\"plan\":\"" + to + "\",\"reason\":\"check\"}")
                    .expect(200);
        }
    }

    private static void emit(HttpTester http, Random random, String run, Instant now) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var events = new ArrayList<TestEvent>();
            for (int i = 0; i < LICENSES * 2; i++) {
                events.add(event(random, run, now));
            }
            http.emit(events);
        }
    }

    /** More different sizes of one license than are counted exactly. */
    private static void emitManySizes(HttpTester http) throws Exception {
        var events = new ArrayList<TestEvent>();
        for (int size = 0; size < MANY_SIZES; size++) {
            events.add(new TestEvent("verify-4", "acme/web", "s" + size, "api.call", START.toString(), size + ".25"));
        }
        http.emit(events);
    }

    private static TestEvent event(Random random, String run, Instant now) {
        int number = random.nextInt(LICENSES * ROUNDS * 2);
        String license = "verify-" + number % LICENSES;
        boolean isStored = number % 7 == 0;
        String type = number % 97 == 0 ? "no.such" : isStored ? "api.store" : "api.call";
        String source = number % 89 == 0 ? "elsewhere" : "acme/web";
        // A number and its retry agree but for every fiftieth, which says another quantity under a used id.
        String bytes = (isStored && number % 3 == 0 ? "-" : "") + number + (random.nextInt(50) == 0 ? ".75" : ".5");
        long minutesAgo = number % 61 == 0 ? 60L * 24 * 40 : random.nextInt(5_000) - 30;
        return new TestEvent(
                license,
                source,
                run + number,
                type,
                now.minusSeconds(60 * minutesAgo).toString(),
                bytes);
    }

    private static Place forgeReading(Node node) throws Exception {
        String topic = TopicCatalog.USAGE_READINGS.name();
        long version = 0;
        for (var record : CommittedTopic.read(node.kafka(), topic)) {
            var reading = node.registry().codec(TopicCatalog.USAGE_READINGS).decode(record.value());
            if (reading.getLicense().equals("verify-0")) {
                version = Math.max(version, reading.getVersion());
            }
        }
        var value = MeterReadingV1.newBuilder()
                .setMeter("calls")
                .setWindow("MONTH")
                .setFromMs(Instant.parse("2026-02-01T00:00:00Z").toEpochMilli())
                .setToMs(Instant.parse("2026-03-01T00:00:00Z").toEpochMilli())
                .setValue("1")
                .setEvents(1_000_000)
                .setZone("OPEN")
                .build();
        var forged = UsageReadingV1.newBuilder()
                .setLicense("verify-0")
                .setVersion(version + 1)
                .setAsOfMs(Instant.parse("2026-02-03T00:30:00Z").toEpochMilli())
                .setValues(List.of(value))
                .build();
        int home = LicensePartition.of("verify-0", TopicCatalog.EMBEDDED_PARTITIONS);
        try (var producer = node.kafka().producer("forger")) {
            var at = producer.send(new ProducerRecord<>(
                            topic,
                            home,
                            "verify-0".getBytes(StandardCharsets.UTF_8),
                            node.registry().codec(TopicCatalog.USAGE_READINGS).encode(forged)))
                    .get(30, TimeUnit.SECONDS);
            return new Place(at.topic(), at.partition(), at.offset());
        }
    }
}
