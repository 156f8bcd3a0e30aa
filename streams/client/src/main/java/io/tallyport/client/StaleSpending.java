package io.tallyport.client;

import io.tallyport.client.internal.PartitionClock;
import io.tallyport.domain.catalog.FailurePolicy;
import io.tallyport.domain.entitlement.CheckInputs;
import io.tallyport.domain.entitlement.Decision;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.entitlement.EntitlementCheck;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what the failure policy {@code bounded} allowed while the view was stale, per license and feature, so that its
 * units are a real limit. Counts live in this process and begin anew with each stale spell.
 */
final class StaleSpending {

    private record Key(String license, String feature) {}

    private record Spell(long freshSinceTickMs, AtomicLong allows) {}

    private final ConcurrentHashMap<Key, Spell> spells = new ConcurrentHashMap<>();

    /** Whether a check must be counted here. */
    static boolean applies(CheckInputs inputs) {
        Entitlement e = inputs.entitlement();
        if (e == null || !inputs.time().isLoaded() || inputs.time().isFresh()) {
            return false;
        }
        return e.feature(inputs.feature())
                .map(f -> f.onFailure().mode() == FailurePolicy.Mode.BOUNDED)
                .orElse(false);
    }

    /** Decides, and counts the answer when it allows. */
    Decision decide(CheckInputs inputs, PartitionClock clock) {
        AtomicLong allows = spells.compute(
                        new Key(inputs.license(), inputs.feature()),
                        (key, spell) -> spell == null || spell.freshSinceTickMs() != clock.freshSinceTickMs()
                                ? new Spell(clock.freshSinceTickMs(), new AtomicLong())
                                : spell)
                .allows();
        while (true) {
            long before = allows.get();
            Decision decision = EntitlementCheck.decide(
                    new CheckInputs(inputs.entitlement(), inputs.license(), inputs.feature(), inputs.time(), before));
            if (!decision.isAllowed() || allows.compareAndSet(before, before + 1)) {
                return decision;
            }
        }
    }
}
