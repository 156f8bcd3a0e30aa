package io.tallyport.pipeline;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.UsageStatementV1;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** Days that pass, and what statements say when they have. */
final class Days {

    private static final Duration DAY = Duration.ofDays(1);

    /** Lets days pass, one by one. */
    static void passTo(Harness h, Instant from, Instant to) {
        for (Instant now = from; now.isBefore(to); now = now.plus(DAY)) {
            h.tick(now);
            h.slice();
        }
        h.tick(to);
        h.slice();
    }

    /** The lines of all statements that are wanted. */
    static List<StatementLineV1> lines(Harness h, Predicate<StatementLineV1> wanted) {
        return h.read(TopicCatalog.USAGE_STATEMENTS).stream()
                .map(UsageStatementV1::getLines)
                .flatMap(List::stream)
                .filter(wanted)
                .toList();
    }

    private Days() {}
}
