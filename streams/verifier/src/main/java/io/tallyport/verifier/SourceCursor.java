package io.tallyport.verifier;

import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.JournalRunV1;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** One source partition as the journal takes it: every record once, in order; parked ones once more when released. */
final class SourceCursor {

    private final List<Stored> records;
    private final Findings findings;
    private final Map<Long, Stored> parked = new HashMap<>();
    private int next;

    SourceCursor(List<Stored> records, Findings findings) {
        this.records = records;
        this.findings = findings;
    }

    static Map<String, SourceCursor> of(PartitionLog log, Findings findings) {
        var cursors = new HashMap<String, SourceCursor>();
        for (TallyTopic<?> topic : TopicCatalog.sources()) {
            cursors.put(topic.name(), new SourceCursor(log.of(topic), findings));
        }
        return cursors;
    }

    /** Takes a run of the journal and hands each record on with its phase. */
    void take(Place journal, JournalRunV1 run, BiConsumer<Stored, String> taker) {
        String phase = run.getPhase();
        for (long i = 0; i < run.getCount(); i++) {
            long offset = run.getFirstOffset() + i;
            Stored record = phase.equals("RELEASED") ? parked.remove(offset) : read(journal, offset);
            if (record == null) {
                if (phase.equals("RELEASED")) {
                    findings.differs(journal, "journal-releases-unparked", "offset " + offset + " was not parked");
                }
                // One message a run is enough, and a forged count must not keep us here.
                return;
            }
            if (phase.equals("PARKED")) {
                parked.put(offset, record);
            }
            taker.accept(record, phase);
        }
    }

    private @org.jspecify.annotations.Nullable Stored read(Place journal, long offset) {
        while (next < records.size() && records.get(next).place().offset() < offset) {
            findings.differs(
                    records.get(next++).place(), "journal-skips", "the journal, at " + journal + ", goes past it");
        }
        if (next < records.size() && records.get(next).place().offset() == offset) {
            return records.get(next++);
        }
        boolean earlier = next > 0 && records.get(next - 1).place().offset() >= offset;
        findings.differs(
                journal,
                earlier ? "journal-repeats" : "journal-unfounded",
                "it takes offset " + offset + (earlier ? " once more" : ", where no record is"));
        return null;
    }

    /** Where the next record lies that was not taken yet; {@link Long#MAX_VALUE} if there is none. */
    long nextOffset() {
        return next < records.size() ? records.get(next).place().offset() : Long.MAX_VALUE;
    }

    /** Usage that was not taken yet or still waits. */
    long pending() {
        return parked.size()
                + records.subList(next, records.size()).stream()
                        .filter(record -> Control.tickMs(record) < 0)
                        .count();
    }

    /** Whether a record lies here that the journal did not take yet. */
    boolean isPending(long offset) {
        if (parked.containsKey(offset)) {
            return true;
        }
        int low = next;
        int high = records.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long found = records.get(middle).place().offset();
            if (found == offset) {
                return Control.tickMs(records.get(middle)) < 0;
            }
            low = found < offset ? middle + 1 : low;
            high = found < offset ? high : middle - 1;
        }
        return false;
    }
}
