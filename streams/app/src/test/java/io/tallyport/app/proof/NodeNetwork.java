package io.tallyport.app.proof;

import java.util.List;
import java.util.Optional;

/**
 * A network namespace for one node, joined to the host by a cable that can be pulled. Needs Linux, root, iproute2 and,
 * to ask the node, curl.
 */
final class NodeNetwork implements AutoCloseable {

    private final String name;
    private final String hostEnd;
    private final String hostAddress;

    private NodeNetwork(long number) {
        this.name = "tallyport-" + number;
        this.hostEnd = "tph" + number;
        this.hostAddress = "10." + (200 + number % 50) + "." + number / 50 % 250;
    }

    /** Makes one; empty, with nothing left behind, where that is not to be had. */
    static Optional<NodeNetwork> make() {
        long number = ProcessHandle.current().pid() % 1_000_000;
        var network = new NodeNetwork(number);
        String nodeEnd = "tpn" + number;
        boolean made = Commands.run("curl", "--version")
                && Commands.run("ip", "netns", "add", network.name)
                && Commands.run(
                        "ip",
                        "link",
                        "add",
                        network.hostEnd,
                        "type",
                        "veth",
                        "peer",
                        "name",
                        nodeEnd,
                        "netns",
                        network.name)
                && Commands.run("ip", "addr", "add", network.hostAddress() + "/30", "dev", network.hostEnd)
                && Commands.run("ip", "link", "set", network.hostEnd, "up")
                && network.inside("ip", "addr", "add", network.hostAddress + ".2/30", "dev", nodeEnd)
                && network.inside("ip", "link", "set", nodeEnd, "up")
                && network.inside("ip", "link", "set", "lo", "up");
        if (!made) {
            network.close();
            return Optional.empty();
        }
        return Optional.of(network);
    }

    /** Address of the host that both sides reach. */
    String hostAddress() {
        return hostAddress + ".1";
    }

    /** What a command begins with to run in the namespace. */
    List<String> prefix() {
        return List.of("ip", "netns", "exec", name);
    }

    /** Pulls the cable: no packet gets through, and nobody is told. */
    void cut() {
        require(Commands.run("ip", "link", "set", hostEnd, "down"));
    }

    /** Plugs it in again. */
    void join() {
        require(Commands.run("ip", "link", "set", hostEnd, "up"));
    }

    private static void require(boolean done) {
        if (!done) {
            throw new AssertionError("the network of the node could not be changed");
        }
    }

    private boolean inside(String... command) {
        var all = new java.util.ArrayList<>(prefix());
        all.addAll(List.of(command));
        return Commands.run(all.toArray(new String[0]));
    }

    /** Deletes it; the cable goes with it. */
    @Override
    public void close() {
        var unused = Commands.run("ip", "netns", "del", name);
    }
}
