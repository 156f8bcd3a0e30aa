package io.tallyport.port.license;

import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.wire.LicenseEventV1;
import java.util.Optional;

/** Whether this node's own checks, or its read model, know of what became of a command. */
record KnownOutcomes(LicenseLookup lookup) {

    /** What shows that an outcome is known; empty while it is not. */
    Optional<?> of(LicenseEventV1 event) {
        return switch (event.getType()) {
            // These change nothing of what the license may do, so no entitlement tells of them.
            case "ADJUSTED",
                    "STATEMENT_RELEASED",
                    "SEAT_ASSIGNED",
                    "SEAT_RELEASED",
                    "PLAN_CHANGE_SCHEDULED",
                    "PLAN_CHANGE_CANCELLED" -> lookup.answerTo(event.getLicense(), event.getCommandId());
            // They may move an end that clients see, and then again may change nothing that these do.
            case "RENEWED", "RENEWAL_SET", "ACTIVATED", "REINSTATED" ->
                lookup.answerTo(event.getLicense(), event.getCommandId())
                        .flatMap(told -> lookup.entitlement(event.getLicense()).filter(e -> isOf(e, event)));
            // It may hold from an instant on that lies ahead of the tick at which it was decided.
            case "PLAN_CHANGED" ->
                lookup.entitlement(event.getLicense()).filter(e -> e.plan().equals(event.getPlan()));
            default -> lookup.entitlement(event.getLicense()).filter(e -> says(e, event));
        };
    }

    private static boolean says(Entitlement entitlement, LicenseEventV1 event) {
        return entitlement.decidedAtMs() > event.getAtMs()
                || (entitlement.decidedAtMs() == event.getAtMs()
                        && entitlement.state().name().equals(event.getState()));
    }

    /** Whether an entitlement is that after an event, whenever it was decided: with its state and its end, or younger. */
    private static boolean isOf(Entitlement entitlement, LicenseEventV1 event) {
        Long expiresAtMs = event.getExpiresAtMs();
        Long nextMs = event.getNextPlanAtMs();
        // Whoever hears nothing more must not take one for expired that renews itself, or is to have another plan.
        boolean hasNone = expiresAtMs == null || event.getRenews() || nextMs != null && nextMs <= expiresAtMs;
        long endMs = hasNone ? Long.MAX_VALUE : expiresAtMs;
        return entitlement.decidedAtMs() > event.getAtMs()
                || (entitlement.state().name().equals(event.getState())
                        && (entitlement.expiresAtMs() == endMs
                                || !entitlement.state().givesAccess()));
    }
}
