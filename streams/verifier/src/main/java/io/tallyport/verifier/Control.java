package io.tallyport.verifier;

import io.tallyport.wire.CatalogRevisionKind;
import io.tallyport.wire.CatalogRevisionV1;
import io.tallyport.wire.LeaseRequestKind;
import io.tallyport.wire.LeaseRequestV1;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;

/** Tells ticks from what they stand between. */
final class Control {

    /** The time that a tick says; -1 if the record is none. */
    static long tickMs(Stored record) {
        if (record.value() instanceof UsageEventV1 usage) {
            return usage.getKind() == UsageKind.TICK ? usage.getTimeMs() : -1;
        }
        if (record.value() instanceof LicenseCommandV1 command) {
            return command.getKind() == LicenseCommandKind.TICK ? command.getTimeMs() : -1;
        }
        if (record.value() instanceof LeaseRequestV1 lease) {
            return lease.getKind() == LeaseRequestKind.TICK ? lease.getTimeMs() : -1;
        }
        if (record.value() instanceof CatalogRevisionV1 revision) {
            return revision.getKind() == CatalogRevisionKind.TICK ? revision.getTimeMs() : -1;
        }
        return -1;
    }

    private Control() {}
}
