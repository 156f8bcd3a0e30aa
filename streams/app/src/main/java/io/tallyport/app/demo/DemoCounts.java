package io.tallyport.app.demo;

import io.tallyport.client.EntitlementChange;
import io.tallyport.client.ViewEntry;
import io.tallyport.domain.entitlement.FeatureEntitlement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What the products were told of changed entitlements. Thread-safe. */
final class DemoCounts {

    private static final int RECENT = 5;

    private final Deque<String> recent = new ArrayDeque<>();
    private long changes;

    /** The client library calls back. */
    synchronized void changed(EntitlementChange change) {
        changes++;
        ViewEntry current = change.current();
        if (current == null) {
            return;
        }
        for (FeatureEntitlement feature : current.entitlement().features()) {
            ViewEntry previous = change.previous();
            var before = previous == null
                    ? java.util.Optional.<FeatureEntitlement>empty()
                    : previous.entitlement().feature(feature.feature());
            if (before.isEmpty()
                    || before.get().access() != feature.access()
                    || before.get().level() != feature.level()) {
                recent.addFirst(change.license() + " " + feature.feature() + ": "
                        + before.map(b -> b.access() + " " + b.level() + " -> ").orElse("") + feature.access() + " "
                        + feature.level() + " (" + feature.reason() + ")");
            }
        }
        while (recent.size() > RECENT) {
            recent.removeLast();
        }
    }

    synchronized long changes() {
        return changes;
    }

    /** The newest changes of access or level, newest first. */
    synchronized List<String> recent() {
        return List.copyOf(recent);
    }
}
