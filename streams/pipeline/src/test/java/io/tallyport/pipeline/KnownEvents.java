package io.tallyport.pipeline;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.pipeline.recount.TestWorker;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.VerdictKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The events that a test sent, and what it did to them since. */
final class KnownEvents {

    private final Harness harness;
    private final List<One> all = new ArrayList<>();

    /** An event. */
    static final class One implements TestWorker.Known {
        final UsageEventV1 event;
        final long offset;
        final boolean counted;
        /** Whether it stood after each correction, by its offset. */
        private final TreeMap<Long, Boolean> story = new TreeMap<>();

        boolean stands = true;
        /** Whether the event came back whose place it took: alone it must not come back too. */
        private boolean gone;

        private @Nullable One replacement;

        private One(UsageEventV1 event, long offset, boolean counted) {
            this.event = event;
            this.offset = offset;
            this.counted = counted;
        }

        @Override
        public long offset() {
            return offset;
        }

        @Override
        public UsageEventV1 event() {
            return event;
        }

        private void stands(boolean now, long correction) {
            stands = now;
            story.put(correction, now);
        }

        @Override
        public boolean stoodBefore(long offset) {
            var last = story.lowerEntry(offset);
            return counted && (last == null || last.getValue());
        }
    }

    KnownEvents(Harness harness) {
        this.harness = harness;
    }

    List<One> all() {
        return all;
    }

    void send(UsageEventV1 event) {
        int refused = harness.reasons().size();
        long offset = harness.usage(UsageEventV1.newBuilder(event));
        all.add(new One(event, offset, harness.reasons().size() == refused));
    }

    void voided(One one, String command) {
        long at = harness.usage(Corrections.voiding(one.event, one.offset, command));
        if (isTaken(at)) {
            one.stands(false, at);
        }
    }

    /** Whether a record was not refused: it may wait for its verdict, too. */
    private boolean isTaken(long offset) {
        return harness.read(TopicCatalog.USAGE_VERDICTS).stream()
                .noneMatch(verdict -> verdict.getKind() == VerdictKind.REJECTED && verdict.getFirstOffset() == offset);
    }

    /**
     * Voids, amends or restores one of them, as it happens to stand.
     *
     * @param another what takes its place if it is amended
     */
    void correct(Random random, String command, UsageEventV1 another, Predicate<UsageEventV1> mayAmend) {
        One one = all.get(random.nextInt(all.size()));
        boolean amends = random.nextInt(3) == 0 && mayAmend.test(one.event);
        if (one.stands && amends) {
            var replacement = UsageEventV1.newBuilder(another)
                    .setId(one.event.getId() + "~" + command)
                    .setLicense(one.event.getLicense())
                    .build();
            long at = harness.usage(Corrections.amending(one.event, one.offset, replacement, command));
            if (!isTaken(at)) {
                return;
            }
            var by = new One(replacement, at, true);
            one.replacement = by;
            one.stands(false, at);
            all.add(by);
        } else if (one.stands) {
            voided(one, command);
        } else if (!one.gone && one.replacement == null) {
            long at = harness.usage(Corrections.restoring(one.event, one.offset, command));
            if (isTaken(at)) {
                one.stands(true, at);
            }
        } else if (one.replacement != null && one.replacement.stands) {
            One other = one.replacement;
            long at = harness.usage(Corrections.restoring(one.event, one.offset, other.event, other.offset, command));
            if (!isTaken(at)) {
                return;
            }
            one.stands(true, at);
            other.stands(false, at);
            other.gone = true;
            one.replacement = null;
        }
    }
}
