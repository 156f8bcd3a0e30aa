package io.tallyport.verifier;

import io.tallyport.wire.UsageEventV1;
import java.util.HashMap;
import java.util.Map;

/** Finds ids that one source used under two licenses: allowed, but often a license that was resolved in two ways. */
final class SharedIds {

    private final Map<String, String> licenses = new HashMap<>();
    private final Findings findings;

    SharedIds(Findings findings) {
        this.findings = findings;
    }

    void counted(UsageEventV1 event) {
        String id = event.getSource() + " " + event.getId();
        String first = licenses.putIfAbsent(id, event.getLicense());
        if (first != null && !first.equals(event.getLicense())) {
            findings.sharedId(id + ": " + first + ", " + event.getLicense());
        }
    }
}
