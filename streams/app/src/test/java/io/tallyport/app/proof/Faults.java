package io.tallyport.app.proof;

import io.tallyport.app.embedded.QuorumJvms;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Everything that can befall an installation of two nodes. */
final class Faults {

    /** What befalls it, and is over when all licenses are decided for again. */
    enum Fault {
        INSTANCE_KILLED,
        INSTANCE_KILLED_WHILE_IT_RESTORES,
        INSTANCE_HANGS_AND_COMES_BACK,
        PORT_KILLED,
        BROKER_KILLED,
        NETWORK_CUT,
        DISK_FULL,
        ROLLED_BACK_AND_FORTH
    }

    private static final Duration FOUND_OUT = Duration.ofSeconds(120);
    private static final int EVENTS_MEANWHILE = 1_000;

    private final QuorumJvms brokers;
    private final NodePair nodes;
    private final @Nullable NodeNetwork network;
    private final @Nullable SmallDisk disk;
    private final String otherBuild;
    private final Random random;

    /**
     * The faults of an installation.
     *
     * @param network of the node that is not the port; null where there are no namespaces
     * @param disk of that node; null where none can be made
     * @param otherBuild class path of the build to roll back to; empty = none
     */
    Faults(
            QuorumJvms brokers,
            NodePair nodes,
            @Nullable NodeNetwork network,
            @Nullable SmallDisk disk,
            String otherBuild,
            Random random) {
        this.brokers = brokers;
        this.nodes = nodes;
        this.network = network;
        this.disk = disk;
        this.otherBuild = otherBuild;
        this.random = random;
    }

    /** Those that this machine and this run allow. */
    List<Fault> possible() {
        var possible = new ArrayList<>(List.of(Fault.values()));
        if (network == null) {
            possible.remove(Fault.NETWORK_CUT);
        }
        if (disk == null) {
            possible.remove(Fault.DISK_FULL);
        }
        if (otherBuild.isEmpty()) {
            possible.remove(Fault.ROLLED_BACK_AND_FORTH);
        }
        return possible;
    }

    /** Lets one happen, and mends it; what is still to be awaited is that all licenses are decided for. */
    void strike(Fault fault, SteadyEmission emission) throws IOException, InterruptedException {
        int all = emission.licenses().size();
        switch (fault) {
            case INSTANCE_KILLED -> killOther();
            case INSTANCE_KILLED_WHILE_IT_RESTORES -> {
                killOther();
                // Not a wait for anything: the second kill hits it wherever it is by then.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_500 + random.nextInt(4_000)));
                killOther();
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
            case BROKER_KILLED -> killBroker(emission);
            case NETWORK_CUT -> cutNetwork(emission);
            case DISK_FULL -> fillDisk(all);
            case ROLLED_BACK_AND_FORTH -> {
                roll(otherBuild, all);
                roll(NodeJvm.Place.USUAL.classPath(), all);
            }
        }
    }

    private void killOther() throws IOException, InterruptedException {
        nodes.kill(NodePair.OTHER);
        nodes.start(NodePair.OTHER);
    }

    /** Of three brokers, any one; the other two go on alone for a while. */
    private void killBroker(SteadyEmission emission) throws IOException, InterruptedException {
        int broker = random.nextInt(brokers.members());
        brokers.kill(broker);
        if (brokers.members() > 1) {
            NodePair.awaitMore(emission, EVENTS_MEANWHILE);
        }
        brokers.startAgain(broker);
    }

    private void cutNetwork(SteadyEmission emission) throws IOException, InterruptedException {
        if (network != null) {
            network.cut();
            nodes.awaitAlone(NodePair.PORT, emission.licenses().size());
            NodePair.awaitMore(emission, EVENTS_MEANWHILE);
            network.join();
        }
    }

    /** The node gives its work up; an operator makes room and starts it again. */
    private void fillDisk(int all) throws IOException, InterruptedException {
        if (disk != null) {
            Await.until("the other node takes all the work of the one whose disk is full", FOUND_OUT, () -> {
                // What it frees in the meantime is taken as well.
                disk.fill();
                return nodes.get(NodePair.PORT).licensesHeld() == all;
            });
            nodes.kill(NodePair.OTHER);
            disk.free();
            nodes.start(NodePair.OTHER);
        }
    }

    /** One node after the other, each ended as an operator ends it. */
    private void roll(String build, int all) throws IOException, InterruptedException {
        for (String name : List.of(NodePair.OTHER, NodePair.PORT)) {
            nodes.build(name, build);
            nodes.get(name).stop();
            nodes.start(name).awaitUp(NodePair.READY);
            nodes.awaitShared(all);
        }
    }
}
