package io.tallyport.readmodel;

import io.tallyport.domain.entitlement.Entitlement;

/** Looks at one license after the other. */
@FunctionalInterface
public interface LicenseVisitor {

    /**
     * Looks at one.
     *
     * @param license what it may do, as it stands
     * @param usage what it uses; valid only within the call
     */
    void visit(Entitlement license, RunningUsage usage);
}
