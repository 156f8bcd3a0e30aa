package io.tallyport.verifier;

import io.tallyport.verifier.PartitionLog.Entry;
import io.tallyport.wire.LicenseEventV1;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** By which revision of the catalog time did what it did: the one in force, or one that was adopted before a timer ran. */
final class LifeRevisions {

    /** The last event of a license that was made by a revision which was not read yet when it was due. */
    private final Map<String, Entry<LicenseEventV1>> ahead = new HashMap<>();

    private final Catalogs catalogs;
    private final Findings findings;

    LifeRevisions(Catalogs catalogs, Findings findings) {
        this.catalogs = catalogs;
        this.findings = findings;
    }

    /** The catalog that made an event, as it says; the one in force if it cannot be that. */
    Terms of(@Nullable Entry<LicenseEventV1> event) {
        var now = catalogs.inForce();
        if (event == null || !Timelines.isOfTime(event.value())) {
            return now;
        }
        long said = event.value().getCatalogRevision();
        return said <= now.revision() ? now : catalogs.ahead(said).orElse(now);
    }

    /** An event was taken as the one that is due. */
    void taken(Entry<LicenseEventV1> event) {
        long said = event.value().getCatalogRevision();
        long now = catalogs.inForce().revision();
        if (said > now) {
            ahead.put(event.value().getLicense(), event);
        }
        if (said < now || catalogs.ahead(said).isEmpty()) {
            findings.differs(event.place(), "life-event", "revision " + now + " was in force, not " + said);
        }
    }

    /** A license is decided on: what was due before is of a revision that is there. */
    void decided(String license) {
        var early = ahead.remove(license);
        if (early != null
                && early.value().getCatalogRevision() > catalogs.inForce().revision()) {
            findings.differs(early.place(), "life-event", "its revision was not in force yet");
        }
    }
}
