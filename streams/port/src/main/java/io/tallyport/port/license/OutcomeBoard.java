package io.tallyport.port.license;

import io.tallyport.wire.LicenseEventV1;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Where the outcomes of license commands meet those who sent them, by license and command id. Register before the
 * command is appended, so that no outcome can come too early. Thread-safe.
 */
public final class OutcomeBoard {

    /** Commands that may be waited for at a time. */
    public static final int WAITED_MAX = 10_000;

    private record Command(String license, String commandId) {}

    private final Map<Command, List<CompletableFuture<LicenseEventV1>>> waits = new HashMap<>();

    /**
     * Begins to wait for a command's outcome. Cancel the future to give up.
     *
     * @throws IllegalStateException when too many commands are waited for
     */
    public CompletableFuture<LicenseEventV1> await(String license, String commandId) {
        var command = new Command(license, commandId);
        var outcome = new CompletableFuture<LicenseEventV1>();
        synchronized (this) {
            if (waits.size() >= WAITED_MAX) {
                throw new IllegalStateException("more than " + WAITED_MAX + " commands wait for their outcome");
            }
            waits.computeIfAbsent(command, c -> new ArrayList<>(1)).add(outcome);
        }
        var unused = outcome.whenComplete((event, failure) -> forget(command, outcome));
        return outcome;
    }

    /** Takes an event of a license's timeline; those that answer no command are nobody's outcome. */
    public void accept(LicenseEventV1 event) {
        if (event.getCommandId().isEmpty()) {
            return;
        }
        List<CompletableFuture<LicenseEventV1>> met;
        synchronized (this) {
            var waiting = waits.get(new Command(event.getLicense(), event.getCommandId()));
            met = waiting == null ? List.of() : List.copyOf(waiting);
        }
        met.forEach(outcome -> outcome.complete(event));
    }

    /** How many commands are waited for. */
    public synchronized int waited() {
        return waits.size();
    }

    private synchronized void forget(Command command, CompletableFuture<LicenseEventV1> outcome) {
        var waiting = waits.get(command);
        if (waiting != null && waiting.remove(outcome) && waiting.isEmpty()) {
            waits.remove(command);
        }
    }
}
