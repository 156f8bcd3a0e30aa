package io.tallyport.client;

import io.tallyport.domain.catalog.FailurePolicy;
import io.tallyport.domain.catalog.FeatureKind;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.entitlement.FeatureEntitlement;
import io.tallyport.domain.entitlement.Verdict;
import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.license.LicenseState;
import io.tallyport.domain.quota.QuotaLevel;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Entitlements to test with. */
public final class Samples {

    /** 2026-01-10T00:00:00Z. */
    public static final long NOW_MS = 1_768_003_200_000L;

    private static final long HOUR_MS = 3_600_000;

    /** An active license whose feature {@code calls} is allowed. */
    public static Entitlement allowed(String license, long version) {
        return active(license, version, calls(Verdict.ALLOW, "OK", FailurePolicy.DEFAULT, false));
    }

    /** An active license whose feature {@code calls} is denied. */
    public static Entitlement denied(String license, long version) {
        return active(license, version, calls(Verdict.DENY, "QUOTA_BREACHED", FailurePolicy.DEFAULT, false));
    }

    /** An active license. */
    public static Entitlement active(String license, long version, FeatureEntitlement... features) {
        return new Entitlement(
                license,
                version,
                LicenseState.ACTIVE,
                "OK",
                "api",
                "starter",
                "acme",
                "hash-of-" + license,
                "",
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                3,
                false,
                List.of(features),
                NOW_MS);
    }

    /** The metered feature {@code calls}. */
    public static FeatureEntitlement calls(Verdict access, String reason, FailurePolicy policy, boolean traceEach) {
        return new FeatureEntitlement(
                "calls",
                FeatureKind.METERED,
                "",
                access,
                reason,
                "call",
                Window.HOUR,
                NOW_MS,
                NOW_MS + HOUR_MS,
                BigDecimal.TEN,
                true,
                QuotaLevel.WITHIN,
                new BigDecimal("11.50"),
                FeatureEntitlement.REACTIVE,
                policy,
                traceEach,
                null);
    }

    /** Any entitlement, with every field used sooner or later. */
    public static Entitlement random(Random random, String license, long version) {
        var features = new FeatureEntitlement[random.nextInt(4)];
        for (int i = 0; i < features.length; i++) {
            features[i] = randomFeature(random, "feature-" + i);
        }
        long expiresAtMs = random.nextBoolean() ? Long.MAX_VALUE : NOW_MS + random.nextInt(10_000);
        return new Entitlement(
                license,
                version,
                pick(random, LicenseState.values()),
                "REASON-" + random.nextInt(3),
                "product-" + random.nextInt(3),
                "plan-" + random.nextInt(3),
                "customer-" + random.nextInt(3),
                random.nextInt(3) == 0 ? "" : "hash-" + license + "-" + random.nextInt(2),
                "",
                Long.MAX_VALUE,
                expiresAtMs,
                expiresAtMs == Long.MAX_VALUE || random.nextBoolean() ? expiresAtMs : expiresAtMs + 5_000,
                random.nextInt(9),
                random.nextInt(5) == 0,
                List.of(features),
                NOW_MS + random.nextInt(1_000));
    }

    private static FeatureEntitlement randomFeature(Random random, String id) {
        boolean metered = random.nextBoolean();
        return new FeatureEntitlement(
                id,
                pick(random, FeatureKind.values()),
                random.nextBoolean() ? "" : "gold",
                pick(random, Verdict.values()),
                random.nextBoolean() ? "OK" : "QUOTA_BREACHED",
                metered ? "call" : "",
                metered ? pick(random, Window.values()) : null,
                metered ? NOW_MS : 0,
                metered ? NOW_MS + HOUR_MS : 0,
                metered ? new BigDecimal("10.50") : null,
                random.nextBoolean(),
                pick(random, QuotaLevel.values()),
                BigDecimal.valueOf(random.nextInt(100_000), random.nextInt(4)),
                metered ? FeatureEntitlement.REACTIVE : "",
                new FailurePolicy(
                        pick(random, FailurePolicy.Mode.values()),
                        Duration.ofMillis(random.nextInt(100_000)),
                        BigDecimal.valueOf(random.nextInt(10))),
                random.nextBoolean(),
                random.nextBoolean()
                        ? null
                        : new Evidence(
                                "quota/call/HOUR",
                                3,
                                new Origin("usage.events.v1", 2, random.nextInt(1_000)),
                                "api",
                                "id-" + random.nextInt(1_000),
                                Map.of("used", "11", "limit", "10.50")));
    }

    private static <T> T pick(Random random, T[] all) {
        return all[random.nextInt(all.length)];
    }

    private Samples() {}
}
