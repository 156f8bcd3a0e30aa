package io.tallyport.verifier;

import io.tallyport.wire.LicenseEventV1;

/**
 * A change of plan that is scheduled.
 *
 * @param plan the plan that holds then
 * @param atMs from when on it holds
 */
record NextPlan(String plan, long atMs) {

    /** None is. */
    static final NextPlan NONE = new NextPlan("", Term.NEVER);

    /** That of an event. */
    static NextPlan of(LicenseEventV1 event) {
        return new NextPlan(event.getNextPlan(), Term.orNever(event.getNextPlanAtMs()));
    }

    boolean isScheduled() {
        return atMs != Term.NEVER;
    }
}
