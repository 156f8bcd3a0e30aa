package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallyport.app.embedded.QuorumJvms;
import io.tallyport.app.proof.Faults.Fault;
import io.tallyport.verifier.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The long proof, run by {@code proof/run} and not by {@code mvn verify}: a million events, every fault in every round,
 * in an order that the seed draws, then the exact account of the emitter and the independent checker.
 */
class ProofLane {

    private static final int EVENTS = Integer.getInteger("tallyport.proof.events", 1_000_000);
    private static final int EVENTS_PER_ROUND = 500_000;
    private static final long BATCH_EVERY_MS = 40;
    private static final Duration END = Duration.ofMinutes(40);

    private static final int BROKERS = Integer.getInteger("tallyport.proof.brokers", 1);
    private static final String OTHER_BUILD = System.getProperty("tallyport.proof.from", "");
    private static final String GIVEN = System.getProperty("tallyport.proof.faults", "");
    private static final String LOOPBACK = "127.0.0.1";

    private final List<Map<String, Object>> faults = new ArrayList<>();
    private final Random random;
    private final long seed;

    ProofLane() {
        String given = System.getProperty("tallyport.proof.seed", "");
        seed = given.isBlank() ? new Random().nextLong() : Long.parseLong(given);
        random = new Random(seed);
    }

    @Test
    void everythingHappensAndNothingIsLostOrDoubled(@TempDir Path folder) throws Exception {
        say("seed " + seed);
        var network = NodeNetwork.make().orElse(null);
        String address = network == null ? LOOPBACK : network.hostAddress();
        try (network;
                var disk = SmallDisk.make(folder.resolve(NodePair.OTHER)).orElse(null);
                var brokers = QuorumJvms.start(folder.resolve("cluster"), address, BROKERS);
                var nodes = new NodePair(brokers.bootstrapServers(), brokers.registryUrl(), folder)) {
            var strikes = new Faults(brokers, nodes, network, disk, OTHER_BUILD, random);
            for (Fault fault : Fault.values()) {
                if (!strikes.possible().contains(fault)) {
                    say(fault + " is left out: " + needs(fault));
                }
            }
            try (var registry =
                    network == null ? null : new RegistryJvm(network.prefix(), brokers.bootstrapServers())) {
                if (network != null && registry != null) {
                    nodes.moveTo(NodePair.OTHER, network.prefix(), registry.url());
                }
                run(brokers, nodes, strikes);
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + "\n" + nodes.logs(), e);
            }
        }
    }

    private static String needs(Fault fault) {
        return switch (fault) {
            case NETWORK_CUT -> "it needs Linux, root, iproute2 and curl";
            case DISK_FULL -> "it needs Linux and root, to mount a small file system";
            case ROLLED_BACK_AND_FORTH -> "it needs another build (proof/run --from REVISION)";
            default -> "it is not possible here";
        };
    }

    private void run(QuorumJvms brokers, NodePair nodes, Faults strikes) throws Exception {
        nodes.start(NodePair.PORT).awaitUp(NodePair.READY);
        nodes.start(NodePair.OTHER).awaitUp(NodePair.READY);
        var http = nodes.http(NodePair.PORT);
        // A build of before knows less of a catalog.
        http.applyCatalog(strikes.possible().contains(Fault.ROLLED_BACK_AND_FORTH) ? Catalogs.ACME : Catalogs.CELLS);
        var emission = new SteadyEmission(http, EVENTS, seed, BATCH_EVERY_MS);
        for (String license : emission.licenses()) {
            http.issue(license, "acme", license.endsWith("0") ? "starter" : "free");
        }
        int all = emission.licenses().size();
        nodes.awaitShared(all);
        // Faults take as long as they take; it is under traffic that they happen.
        emission.goOn();
        emission.start();
        try (var checks = new SteadyChecks(http, "crash-1", "volume")) {
            for (int round = 0; round <= (EVENTS - 1) / EVENTS_PER_ROUND; round++) {
                for (Fault fault : order(strikes.possible())) {
                    // A node with much to restore is given work again by the probing rebalance of Kafka Streams, within
                    // a minute.
                    nodes.awaitShared(all);
                    NodePair.awaitMore(emission, 1_000 + random.nextInt(1_000));
                    long beganNanos = System.nanoTime();
                    strikes.strike(fault, emission);
                    nodes.awaitDecided(all);
                    note(fault, beganNanos, emission);
                }
                int reached = (int) Math.min((round + 1L) * EVENTS_PER_ROUND, EVENTS);
                Await.until("the round's events are acknowledged", END, () -> emission.acknowledged() >= reached);
            }
            emission.finish();
            emission.awaitEnd(END);
            emission.awaitOneOfEach("last", NodePair.READY);
            say("all events are acknowledged; reading everything back");
            emission.requireExact(IndependentBooks.read(brokers.clients(), brokers.registry()));
            var report = Verification.of(brokers.clients(), brokers.registry(), (partition, partitions, records) -> {});
            write(emission, report, checks);
            assertEquals(List.of(), report.findings().differences());
            assertEquals(0, checks.denied(), "denies of what the license allows");
        }
    }

    /** As given, or all in an order that the seed draws. */
    private List<Fault> order(List<Fault> possible) {
        if (!GIVEN.isEmpty()) {
            var given = Arrays.stream(GIVEN.split(",")).map(Fault::valueOf).toList();
            for (Fault fault : given) {
                assertTrue(possible.contains(fault), () -> fault + " was asked for, but " + needs(fault));
            }
            return given;
        }
        var order = new ArrayList<>(possible);
        Collections.shuffle(order, random);
        return order;
    }

    private void note(Fault fault, long beganNanos, SteadyEmission emission) {
        long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
        var noted = new LinkedHashMap<String, Object>();
        noted.put("fault", fault.name());
        noted.put("decidedAgainMs", ms);
        noted.put("acknowledged", emission.acknowledged());
        faults.add(noted);
        say(fault + ": all licenses are decided for again after " + ms + " ms; " + emission.acknowledged()
                + " events acknowledged");
    }

    private void write(SteadyEmission emission, Verification.Report report, SteadyChecks checks) throws IOException {
        String file = System.getProperty("tallyport.proof.report", "");
        var json = new LinkedHashMap<String, Object>();
        json.put("seed", seed);
        json.put("emitted", emission.identities().size());
        json.put("events", report.events());
        json.put("verdicts", report.verdicts());
        json.put("kinds", report.kinds());
        json.put("differences", report.findings().differences().size());
        json.put("checks", checks.answered());
        json.put("falseDenies", checks.denied());
        json.put("brokers", BROKERS);
        json.put("faults", faults);
        String text = new ObjectMapper().writeValueAsString(json);
        if (file.isBlank()) {
            say(text);
        } else {
            Files.writeString(Path.of(file), text + "\n");
        }
    }

    private static void say(String what) {
        System.err.println("proof: " + what);
    }
}
