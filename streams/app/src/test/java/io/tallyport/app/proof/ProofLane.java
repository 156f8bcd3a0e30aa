package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallyport.app.embedded.BrokerJvm;
import io.tallyport.verifier.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The long proof, run by {@code proof/run} and not by {@code mvn verify}: a million events, every fault in every round,
 * in an order that the seed draws, then the exact account of the emitter and the independent checker.
 */
class ProofLane {

    private static final int EVENTS = Integer.getInteger("tallyport.proof.events", 1_000_000);
    private static final int EVENTS_PER_ROUND = 250_000;
    private static final long BATCH_EVERY_MS = 10;
    private static final Duration END = Duration.ofMinutes(40);

    /** What befalls the installation, and is over when the licenses are decided for again. */
    private enum Fault {
        INSTANCE_KILLED,
        INSTANCE_KILLED_WHILE_IT_RESTORES,
        INSTANCE_HANGS_AND_COMES_BACK,
        PORT_KILLED,
        BROKER_KILLED
    }

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
        try (var broker = BrokerJvm.start(folder.resolve("cluster"));
                var nodes = new NodePair(broker.bootstrapServers(), broker.registryUrl(), folder)) {
            try {
                run(broker, nodes);
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + "\n" + nodes.logs(), e);
            }
        }
    }

    private void run(BrokerJvm broker, NodePair nodes) throws Exception {
        nodes.start(NodePair.PORT).awaitUp(NodePair.READY);
        nodes.start(NodePair.OTHER).awaitUp(NodePair.READY);
        var http = nodes.http(NodePair.PORT);
        http.applyCatalog(Catalogs.ACME);
        var emission = new SteadyEmission(http, EVENTS, seed, BATCH_EVERY_MS);
        for (String license : emission.licenses()) {
            http.issue(license, "acme", license.endsWith("0") ? "starter" : "free");
        }
        int all = emission.licenses().size();
        nodes.awaitShared(all);
        emission.start();
        for (int round = 0; round <= (EVENTS - 1) / EVENTS_PER_ROUND; round++) {
            var order = new ArrayList<>(List.of(Fault.values()));
            Collections.shuffle(order, random);
            for (Fault fault : order) {
                // A node with much to restore is given work again by the probing rebalance of Kafka Streams, within a
                // minute.
                nodes.awaitShared(all);
                NodePair.awaitMore(emission, 1_000 + random.nextInt(1_000));
                long beganNanos = System.nanoTime();
                strike(fault, broker, nodes, all);
                nodes.awaitDecided(all);
                note(fault, beganNanos, emission);
            }
            int reached = (int) Math.min((round + 1L) * EVENTS_PER_ROUND, EVENTS);
            Await.until("the round's events are acknowledged", END, () -> emission.acknowledged() >= reached);
        }
        emission.awaitEnd(END);
        emission.emitOneOfEach("last");
        say("all events are acknowledged; reading everything back");
        emission.requireExact(IndependentBooks.read(broker.clients(), broker.registry()));
        var report = Verification.of(broker.clients(), broker.registry(), (partition, partitions, records) -> {});
        write(emission, report);
        assertEquals(List.of(), report.findings().differences());
    }

    private void strike(Fault fault, BrokerJvm broker, NodePair nodes, int all) throws Exception {
        switch (fault) {
            case INSTANCE_KILLED -> {
                nodes.kill(NodePair.OTHER);
                nodes.start(NodePair.OTHER);
            }
            case INSTANCE_KILLED_WHILE_IT_RESTORES -> {
                nodes.kill(NodePair.OTHER);
                nodes.start(NodePair.OTHER);
                // Not a wait for anything: the second kill hits it wherever it is by then.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_500 + random.nextInt(4_000)));
                nodes.kill(NodePair.OTHER);
                nodes.start(NodePair.OTHER);
            }
            case INSTANCE_HANGS_AND_COMES_BACK -> {
                nodes.get(NodePair.OTHER).pause();
                nodes.awaitAlone(NodePair.PORT, all);
                nodes.get(NodePair.OTHER).resume();
            }
            case PORT_KILLED -> {
                nodes.kill(NodePair.PORT);
                nodes.start(NodePair.PORT);
            }
            case BROKER_KILLED -> {
                broker.kill();
                broker.startAgain();
            }
        }
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

    private void write(SteadyEmission emission, Verification.Report report) throws IOException {
        String file = System.getProperty("tallyport.proof.report", "");
        var json = new LinkedHashMap<String, Object>();
        json.put("seed", seed);
        json.put("emitted", emission.identities().size());
        json.put("events", report.events());
        json.put("verdicts", report.verdicts());
        json.put("kinds", report.kinds());
        json.put("differences", report.findings().differences().size());
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
