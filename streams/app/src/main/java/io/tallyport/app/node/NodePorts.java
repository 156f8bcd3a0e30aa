package io.tallyport.app.node;

import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The ports of a node's embedded servers on 127.0.0.1, all different. Free ones are picked at a folder's first start
 * and remembered in its {@code node.properties}: the broker's address is part of its metadata.
 *
 * @param broker port of the broker
 * @param controller port of the controller
 * @param registry port of the schema registry
 */
public record NodePorts(int broker, int controller, int registry) {

    private static final String BROKER = "broker.port";
    private static final String CONTROLLER = "controller.port";
    private static final String REGISTRY = "registry.port";

    /** Below the range from which the system takes the ports of outgoing connections, so nobody strays into them. */
    private static final int FIRST_CANDIDATE = 20_000;

    private static final int CANDIDATES = 10_000;

    public NodePorts {
        for (int port : List.of(broker, controller, registry)) {
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
            }
        }
        if (broker == controller || broker == registry || controller == registry) {
            throw new IllegalArgumentException("the ports of broker (" + broker + "), controller (" + controller
                    + ") and registry (" + registry + ") must differ");
        }
    }

    /**
     * The ports that a file remembers, or fresh ones, then remembered there.
     *
     * @throws StartRefusedException when the file cannot be understood or one of its ports is taken
     */
    static NodePorts remembered(Path file) throws IOException {
        if (!Files.exists(file)) {
            var fresh = free();
            DurableFile.write(file, fresh.text().getBytes(StandardCharsets.UTF_8));
            return fresh;
        }
        var ports = read(file);
        requireFree(ports.broker, BROKER, file);
        requireFree(ports.controller, CONTROLLER, file);
        requireFree(ports.registry, REGISTRY, file);
        return ports;
    }

    private static NodePorts read(Path file) throws IOException {
        var properties = new Properties();
        try {
            properties.load(new StringReader(Files.readString(file)));
            return new NodePorts(port(properties, BROKER), port(properties, CONTROLLER), port(properties, REGISTRY));
        } catch (IllegalArgumentException e) {
            throw new StartRefusedException(file + " cannot be understood: " + e.getMessage(), e);
        }
    }

    private static int port(Properties properties, String key) {
        String text = properties.getProperty(key);
        if (text == null) {
            throw new IllegalArgumentException(key + " is missing");
        }
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + " is not a number: " + text, e);
        }
    }

    private static NodePorts free() throws IOException {
        Set<Integer> taken = new HashSet<>();
        return new NodePorts(freeBut(taken), freeBut(taken), freeBut(taken));
    }

    private static int freeBut(Set<Integer> taken) throws IOException {
        int first = ThreadLocalRandom.current().nextInt(CANDIDATES);
        for (int i = 0; i < CANDIDATES; i++) {
            int port = FIRST_CANDIDATE + (first + i) % CANDIDATES;
            if (!taken.contains(port) && isFree(port)) {
                taken.add(port);
                return port;
            }
        }
        throw new StartRefusedException("no port is free between " + FIRST_CANDIDATE + " and "
                + (FIRST_CANDIDATE + CANDIDATES - 1) + " on 127.0.0.1");
    }

    private static void requireFree(int port, String key, Path file) throws IOException {
        if (!isFree(port)) {
            throw new StartRefusedException("port " + port + " on 127.0.0.1 is taken by another program; it is " + key
                    + " in " + file + ". Stop that program");
        }
    }

    private static boolean isFree(int port) throws IOException {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return true;
        } catch (java.net.BindException e) {
            return false;
        }
    }

    private String text() {
        return "# Ports on 127.0.0.1, picked at the first start. Another program may need one: change it while the node is down.\n"
                + BROKER + "=" + broker + "\n" + CONTROLLER + "=" + controller + "\n" + REGISTRY + "=" + registry
                + "\n";
    }
}
