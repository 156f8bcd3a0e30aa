package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.app.node.NodeConfig.NodeClock;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.verifier.Verification;
import io.tallyport.wire.LicenseEventV1;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Licenses of all kinds are told what people tell them, at random, over months; the checker agrees with each event. Other lives:
 * {@code -Dtallyport.seed=N}.
 */
class LivesVerifyTest {

    private static final int LICENSES = 24;
    private static final int ROUNDS = 36;
    private static final Instant START = Instant.parse("2026-01-10T12:00:00Z");
    private static final List<String> PLANS =
            List.of("endless", "monthly", "brief", "activated", "used", "tried", "tried-then-monthly");
    private static final List<String> ZONES = List.of("", "Europe/Berlin", "Australia/Lord_Howe");
    private static final List<String> ANCHORS = List.of("", "2025-12-31", "2026-01-10T11:00:00Z");
    private static final String CATALOG = """
            format: 1
            products:
              - {id: acme, sources: ["acme/*"]}
            meters:
              - {id: calls, eventType: api.call, aggregation: COUNT, unit: call}
              - {id: held, eventType: api.call, aggregation: TIME_WEIGHTED, value: bytes, windows: [MONTH]}
            features:
              - {id: api, kind: METERED, meter: calls}
            plans:
              - {id: endless, product: acme, features: [api], seats: 2, included: [{meter: calls, amount: 7}]}
              - {id: monthly, product: acme, features: [api], seats: 3, included: [{meter: calls, amount: 9}],
                 validity: {for: P1M, renews: true, expiryGrace: P3D}}
              - {id: brief, product: acme, features: [api], validity: {for: P10D, expiryGrace: PT60H}, seats: 1,
                 quotas: [{meter: calls, limit: 3, per: MONTH, kind: HARD}]}
              - {id: activated, product: acme, features: [api], validity: {for: P20D, from: activation, renewFrom: now}}
              - {id: used, product: acme, features: [api], validity: {for: P15D, from: use, expiryGrace: P2D}}
              - {id: tried, product: acme, features: [api], trial: P9D}
              - {id: tried-then-monthly, product: acme, features: [api], trial: P8D, validity: {for: P1M, renews: true}}
            """;

    private final List<String> refusals = new ArrayList<>();
    private int commands;

    @Test
    void theCheckerAgreesWithEachEventOfRandomLives(@TempDir Path folder) throws Exception {
        long seed = Long.getLong("tallyport.seed", 3_337_746_915_157_322_710L);
        System.out.println("LivesVerifyTest seed " + seed);
        var config = NodeConfig.embedded(folder, 0).withClock(new NodeClock.TestTime(START));
        try (var node = Node.start(config)) {
            node.awaitReady(Duration.ofSeconds(90));
            var http = new HttpTester(node.url());
            http.applyCatalog(CATALOG);
            live(http, new Random(seed));
            var report = Verification.of(node.kafka(), node.registry(), (partition, partitions, records) -> {});
            var events = events(node);
            report.findings().differences().forEach(difference -> System.out.println("LivesVerifyTest " + difference));
            if (!report.findings().differences().isEmpty()) {
                events.forEach(event -> System.out.println("LivesVerifyTest " + event));
            }
            assertEquals(List.of(), report.findings().differences());
            assertEquals(0, report.findings().pending());
            System.out.println("LivesVerifyTest checked " + report.findings().checked() + " refused " + refusals);
            var types = events.stream().map(LicenseEventV1::getType).collect(Collectors.toSet());
            // Which of the rarer ones there are is for chance to say.
            assertTrue(
                    types.containsAll(
                            List.of("ISSUED", "RENEWED", "EXPIRING", "EXPIRED", "SUSPENDED", "REVOKED", "REINSTATED")),
                    types::toString);
        } catch (Throwable e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private static List<LicenseEventV1> events(Node node) throws Exception {
        var events = new ArrayList<LicenseEventV1>();
        for (var record : CommittedTopic.read(node.kafka(), TopicCatalog.LICENSE_EVENTS.name())) {
            events.add(node.registry().codec(TopicCatalog.LICENSE_EVENTS).decode(record.value()));
        }
        return events;
    }

    private void live(HttpTester http, Random random) throws Exception {
        Instant now = START;
        for (int i = 0; i < LICENSES; i++) {
            http.post("/v1/licenses", issue(i, now, random)).expect(201);
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < LICENSES; i++) {
                tell(http, "life-" + random.nextInt(LICENSES), now, random);
            }
            http.emit(events(round, now, random));
            if (round == ROUNDS / 2) {
                http.applyCatalog(CATALOG.replace("amount: 9", "amount: 11").replace("for: P15D", "for: P1W"));
            }
            Duration by = random.nextInt(4) == 0
                    ? Duration.ofDays(1 + random.nextInt(9))
                    : Duration.ofMinutes(1 + random.nextInt(60 * 40));
            http.post("/v1/clock/advance", "{\"by\":\"" + by + "\"}").expect(200);
            now = now.plus(by);
        }
        // The last thing that happens to each license is decided on.
        http.emit(events(ROUNDS, now, random));
        for (int i = 0; i < LICENSES; i++) {
            var unused = http.check("life-" + i, "api");
        }
    }

    private static String issue(int i, Instant now, Random random) {
        String body = "{\"id\":\"life-" + i + "\",\"product\":\"acme\",\"plan\":\"" + PLANS.get(i % PLANS.size())
                + "\",\"customer\":\"c\",\"timeZone\":\"" + ZONES.get(i % ZONES.size()) + "\",\"anchor\":\""
                + ANCHORS.get(i % ANCHORS.size()) + "\"";
        if (random.nextInt(4) == 0) {
            body += ",\"startsAt\":\"" + now.plus(Duration.ofHours(1 + random.nextInt(90))) + "\"";
        }
        if (random.nextInt(5) == 0) {
            body += ",\"expiresAt\":\"" + now.plus(Duration.ofDays(5 + random.nextInt(40))) + "\"";
        }
        return body + "}";
    }

    private void tell(HttpTester http, String license, Instant now, Random random) throws Exception {
        String ahead =
                now.plus(Duration.ofMinutes(random.nextInt(60 * 24 * 20) - 30)).toString();
        String plan = "\"plan\":\"" + PLANS.get(random.nextInt(PLANS.size())) + "\",";
        switch (random.nextInt(14)) {
            case 0 -> send(http, license, "activate", "");
            case 1 -> send(http, license, "suspend", "");
            case 2, 3 -> send(http, license, "resume", "");
            case 4 -> send(http, license, random.nextInt(3) == 0 ? "revoke" : "activate", "");
            case 5 -> send(http, license, "reinstate", "");
            case 6 -> send(http, license, "renew", "");
            case 7 -> send(http, license, "renew", "\"from\":\"" + (random.nextBoolean() ? "now" : "expiry") + "\",");
            case 8 -> send(http, license, "renew", "\"until\":\"" + ahead + "\",");
            case 9 -> send(http, license, "renew", "\"automatic\":\"" + (random.nextBoolean() ? "on" : "off") + "\",");
            case 10 -> send(http, license, "change-plan", plan);
            case 11 -> send(http, license, "change-plan", plan + "\"at\":\"" + at(ahead, random) + "\",");
            case 12 -> send(http, license, "cancel-change", "");
            default ->
                send(
                        http,
                        license,
                        random.nextInt(3) == 0 ? "seats/release" : "seats/assign",
                        "\"member\":\"m" + random.nextInt(4) + "\",");
        }
    }

    private static String at(String ahead, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> "period-end";
            case 1 -> "term-end";
            default -> ahead;
        };
    }

    private void send(HttpTester http, String license, String what, String fields) throws Exception {
        var reply = http.post(
                "/v1/licenses/" + license + "/" + what,
                "{" + fields + "\"reason\":\"check\",\"commandId\":\"c-" + commands++ + "\"}");
        assertTrue(reply.status() == 200 || reply.status() == 409, what + " " + reply.status() + " " + reply.text());
        if (reply.status() == 409 && !refusals.contains(reply.code())) {
            refusals.add(reply.code());
        }
    }

    private static List<TestEvent> events(int round, Instant now, Random random) {
        var events = new ArrayList<TestEvent>();
        for (int i = 0; i < LICENSES; i++) {
            long minutes = random.nextInt(4) == 0 ? random.nextInt(50) : -random.nextInt(60 * 24 * 12);
            events.add(new TestEvent(
                    "life-" + random.nextInt(LICENSES),
                    "acme/web",
                    "e" + round + "-" + i,
                    "api.call",
                    now.plus(Duration.ofMinutes(minutes)).toString(),
                    (random.nextInt(3) == 0 ? "-" : "") + random.nextInt(20) + ".5"));
        }
        return events;
    }
}
