package io.tallyport.port;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * How the port is reached and how long it waits.
 *
 * @param host address to bind, loopback only while there is no authentication
 * @param port TCP port; 0 = any free one
 * @param pepper secret of the installation for the keyed hashes of license keys, at least 16 bytes
 * @param version of the product, for health
 * @param commandWithin how long a license command waits for its outcome
 * @param adoptionWithin how long a catalog waits for the pipeline to adopt it
 */
@SuppressWarnings("ArrayRecordComponent")
public record PortConfig(
        String host, int port, byte[] pepper, String version, Duration commandWithin, Duration adoptionWithin) {

    /** The port of a node unless told otherwise. */
    public static final int DEFAULT_PORT = 7601;

    public PortConfig {
        pepper = pepper.clone();
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: must be from 0 to 65535, is " + port);
        }
        if (!isLoopback(host)) {
            throw new IllegalArgumentException("host: refuses to bind " + host
                    + ": the port has no authentication yet, so it serves loopback (127.0.0.1 or ::1) only");
        }
    }

    /** On 127.0.0.1, waiting ten seconds at most. */
    public static PortConfig loopback(int port, byte[] pepper, String version) {
        return new PortConfig("127.0.0.1", port, pepper, version, Duration.ofSeconds(10), Duration.ofSeconds(10));
    }

    /** Leaves out the pepper. */
    @Override
    public String toString() {
        return "PortConfig[" + host + ":" + port + "]";
    }

    private static boolean isLoopback(String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (!address.isLoopbackAddress()) {
                    return false;
                }
            }
            return !host.isBlank();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
