package io.tallyport.domain.lease;

import io.tallyport.domain.license.License;
import org.jspecify.annotations.Nullable;

/**
 * Decides lease requests. This version keeps no ledger of slices, so it refuses every one and says why: a lease
 * without a booked slice would be a promise that nothing backs.
 */
public final class LeaseAllocation {

    /** The answer to one request. */
    public static LeaseAnswer decide(LeaseRequest request, @Nullable License license) {
        if (license == null) {
            return refuse(request, "LICENSE_UNKNOWN", "there is no license " + request.license());
        }
        if (!license.state().givesAccess()) {
            return refuse(request, "LICENSE_" + license.state(), "license " + license.id() + " is " + license.state());
        }
        return refuse(
                request,
                "LEASES_NOT_OFFERED",
                "this installation hands out no leases; checks are answered from the entitlement snapshot instead");
    }

    private static LeaseAnswer refuse(LeaseRequest request, String reason, String detail) {
        return new LeaseAnswer(request, false, reason, detail);
    }

    private LeaseAllocation() {}
}
