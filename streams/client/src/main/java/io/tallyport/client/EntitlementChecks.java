package io.tallyport.client;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tallyport.client.internal.PartitionClock;
import io.tallyport.client.internal.TracedDecision;
import io.tallyport.domain.entitlement.CheckInputs;
import io.tallyport.domain.entitlement.Decision;
import io.tallyport.domain.entitlement.EntitlementCheck;
import io.tallyport.domain.entitlement.FeatureEntitlement;
import io.tallyport.domain.entitlement.Verdict;
import io.tallyport.domain.entitlement.ViewTime;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * "May I?", answered from the local view. A check is pure and may be repeated at will; it never waits for the network,
 * and never for its own trace. Denials and alerts are traced one by one, allows are counted per license, feature,
 * caller, second and entitlement version, or one by one where the feature says so. All methods may be called by any
 * thread.
 */
public final class EntitlementChecks {

    /** Longest license id, feature id and caller, in characters. */
    public static final int MAX_ID_CHARS = 256;

    private final EntitlementView view;
    private final DecisionTrace trace;
    private final LongSupplier wallMs;
    private final long freshForMs;
    private final StaleSpending staleSpending = new StaleSpending();
    private final Map<Verdict, Counter> answers = new EnumMap<>(Verdict.class);

    EntitlementChecks(
            EntitlementView view, DecisionTrace trace, LongSupplier wallMs, long freshForMs, MeterRegistry meters) {
        this.view = view;
        this.trace = trace;
        this.wallMs = wallMs;
        this.freshForMs = freshForMs;
        for (Verdict verdict : Verdict.values()) {
            answers.put(
                    verdict,
                    Counter.builder("tallyport.checks")
                            .description("Checks by outcome")
                            .tag("verdict", verdict.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    /** Whether a license may use a feature now; traced as the feature says. */
    public CheckedDecision check(String license, String feature, String caller) {
        return check(license, feature, caller, false);
    }

    /**
     * Whether a license may use a feature now.
     *
     * @param caller who asks; empty if not said
     * @param traceEach true to have this answer traced by itself, even if it is an allow
     * @throws IllegalArgumentException naming the argument, when one is empty or too long
     */
    public CheckedDecision check(String license, String feature, String caller, boolean traceEach) {
        requireId("license", license);
        requireId("feature", feature);
        LicenseKeyForm.refuse("license", license);
        LicenseKeyForm.refuse("caller", caller);
        if (caller.length() > MAX_ID_CHARS) {
            throw new IllegalArgumentException("caller: is longer than " + MAX_ID_CHARS + " characters");
        }
        long wall = wallMs.getAsLong();
        ViewEntry entry = view.entry(license);
        Decision decision = decide(entry, license, feature, wall);
        Objects.requireNonNull(answers.get(decision.verdict())).increment();
        return traced(decision, entry, caller, wall, traceEach);
    }

    private Decision decide(@Nullable ViewEntry entry, String license, String feature, long wall) {
        PartitionClock clock = view.clockOf(entry, license);
        ViewTime time = time(clock, entry != null, wall);
        var inputs = new CheckInputs(entry == null ? null : entry.entitlement(), license, feature, time, 0);
        return clock != null && StaleSpending.applies(inputs)
                ? staleSpending.decide(inputs, clock)
                : EntitlementCheck.decide(inputs);
    }

    /** That a license is not there means something only once its partition was read to the end. */
    private ViewTime time(@Nullable PartitionClock clock, boolean known, long wall) {
        if (clock == null) {
            return new ViewTime(0, ViewTime.NEVER_HEARD, freshForMs);
        }
        long age = known || clock.loaded() ? clock.ageMs(wall) : ViewTime.NEVER_HEARD;
        return new ViewTime(clock.asOfMs(), age, freshForMs);
    }

    private CheckedDecision traced(
            Decision decision, @Nullable ViewEntry entry, String caller, long wall, boolean traceEach) {
        int partition = entry == null ? -1 : entry.partition();
        long offset = entry == null ? -1 : entry.offset();
        FeatureEntitlement basis = decision.basis();
        boolean counted = decision.verdict() == Verdict.ALLOW && !traceEach && (basis == null || !basis.traceEach());
        if (counted) {
            String id = trace.count(decision, caller, wall, partition, offset);
            return new CheckedDecision(id, decision, caller, wall, partition, offset);
        }
        String id = DecisionIds.next();
        trace.offer(new TracedDecision(id, decision, 1, caller, wall, partition, offset));
        return new CheckedDecision(id, decision, caller, wall, partition, offset);
    }

    private static void requireId(String field, String value) {
        if (value.isEmpty() || value.length() > MAX_ID_CHARS) {
            throw new IllegalArgumentException(
                    field + ": must have 1 to " + MAX_ID_CHARS + " characters, has " + value.length());
        }
    }
}
