package io.tallyport.client;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries changes from the view's thread to the listeners' thread. Holds at most one change per license, so a slow
 * listener costs neither memory without bound nor a slow view.
 */
final class ChangeDispatch implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeDispatch.class);

    private final CopyOnWriteArrayList<EntitlementListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, EntitlementChange> pending = new LinkedHashMap<>();
    private final ViewCounts counts;
    private boolean closed;

    ChangeDispatch(ViewCounts counts) {
        this.counts = counts;
    }

    /** Adds a listener; closing the result removes it. */
    Subscription add(EntitlementListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void offer(EntitlementChange change) {
        if (listeners.isEmpty()) {
            return;
        }
        synchronized (pending) {
            pending.merge(
                    change.license(),
                    change,
                    (older, newer) -> new EntitlementChange(newer.license(), older.previous(), newer.current()));
            pending.notifyAll();
        }
    }

    void close() {
        synchronized (pending) {
            closed = true;
            pending.notifyAll();
        }
    }

    @Override
    public void run() {
        EntitlementChange change = next();
        while (change != null) {
            tell(change);
            change = next();
        }
    }

    private @Nullable EntitlementChange next() {
        synchronized (pending) {
            while (pending.isEmpty()) {
                if (closed) {
                    return null;
                }
                try {
                    pending.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return null;
                }
            }
            Iterator<EntitlementChange> first = pending.values().iterator();
            EntitlementChange change = first.next();
            first.remove();
            return change;
        }
    }

    private void tell(EntitlementChange change) {
        for (EntitlementListener listener : listeners) {
            try {
                listener.onChange(change);
            } catch (RuntimeException e) {
                counts.listenerFailed();
                LOG.warn("A listener failed on the change of license {}", change.license(), e);
            }
        }
    }
}
