package io.tallyport.app.demo;

import io.tallyport.app.demo.DemoEmission.DemoPayload;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Random;

/** What the products of the demo's catalog report. */
final class DemoPayloads {

    private final Random random;

    DemoPayloads(Random random) {
        this.random = random;
    }

    /** Event type of a product. */
    static String type(String product) {
        return switch (product) {
            case "atlas" -> "atlas.call";
            case "scribe" -> "scribe.completion";
            case "vault" -> "vault.transfer";
            default -> throw new IllegalArgumentException("product: the demo has no " + product);
        };
    }

    /** A payload of a product, and what it counts. */
    DemoPayload of(String product) {
        return switch (product) {
            case "atlas" -> atlas(1 + random.nextInt(16));
            case "scribe" -> scribe(50 + random.nextInt(900));
            default -> vault(BigDecimal.valueOf(1 + random.nextInt(4000), 3));
        };
    }

    /** A payload that the catalog refuses: its quantity is negative. */
    DemoPayload negative(String product) {
        return switch (product) {
            case "atlas" -> atlas(-1 - random.nextInt(9));
            case "scribe" -> scribe(-1 - random.nextInt(900));
            default -> vault(BigDecimal.valueOf(-1 - random.nextInt(4000), 3));
        };
    }

    /** Another payload of the same product. */
    DemoPayload otherThan(DemoPayload payload, String product) {
        DemoPayload other = of(product);
        while (other.data().equals(payload.data())) {
            other = of(product);
        }
        return other;
    }

    private static DemoPayload atlas(long tiles) {
        return new DemoPayload(
                Map.of("tiles", tiles, "zoom", 12L),
                Map.of("atlas-calls", BigDecimal.ONE, "atlas-tiles", BigDecimal.valueOf(tiles)));
    }

    private static DemoPayload scribe(long tokens) {
        return new DemoPayload(
                Map.of("model", "quill-2", "usage", Map.of("tokens", tokens)),
                Map.of("scribe-requests", BigDecimal.ONE, "scribe-tokens", BigDecimal.valueOf(tokens)));
    }

    private static DemoPayload vault(BigDecimal gigabytes) {
        return new DemoPayload(
                Map.of("gigabytes", gigabytes, "direction", "out"), Map.of("vault-gigabytes", gigabytes));
    }
}
