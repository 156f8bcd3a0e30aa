package io.tallyport.pipeline.state;

import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.usage.UsageVerdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The usage records of a task that no license owns, by month of the tick time at which they were decided, in UTC. Once a month has been
 * over for as long as statements wait, it is certified, once, also if there was none.
 */
public final class UnattributedRecords {

    /** So many months in one commit: a clock may leap by years. */
    private static final int MOST_AT_ONCE = 24;

    private final UnattributedFacts facts;
    private final TreeMap<Long, UnattributedMonth> months = new TreeMap<>();
    private final Set<Long> certified = new HashSet<>();
    /** Whether a build before this one began the task, which told none of them. */
    private final boolean isOlder;

    private @Nullable Progress progress;
    private @Nullable Progress logged;

    /**
     * How far months are certified.
     *
     * @param fromMs start of the first one that is not
     * @param completeFromMs of the months from this start on all are told
     */
    record Progress(long fromMs, long completeFromMs) {}

    /**
     * Some records that are alike.
     *
     * @param topic usage topic
     * @param reason stable code of the rejection
     * @param source CloudEvents source; empty if they name none
     * @param others whether they are of all sources that are not named
     * @param records how many
     */
    public record Row(String topic, String reason, String source, boolean others, long records) {}

    /**
     * What no license owns of a month that is over.
     *
     * @param fromMs start of the month
     * @param toMs its end, exclusive
     * @param complete whether all of it were told
     * @param rows what there is, in order
     */
    public record Certificate(long fromMs, long toMs, boolean complete, List<Row> rows) {}

    UnattributedRecords(TaskFacts taskFacts) {
        this.facts = taskFacts.unattributed();
        facts.months(months::put);
        this.progress = facts.progress();
        this.logged = progress;
        this.isOlder = progress == null && taskFacts.journalSequence() > 0;
    }

    /**
     * Notes a verdict at a tick time.
     *
     * @param license the license that the record names; empty if it names none
     * @param source the source that it names; empty if it names none
     */
    public void decided(Origin origin, String license, String source, UsageVerdict verdict, long nowMs) {
        if (verdict.isUnattributed(license)) {
            months.computeIfAbsent(UsageCalendar.UTC.fromMs(Window.MONTH, nowMs), from -> new UnattributedMonth())
                    .add(origin.topic(), verdict.reason(), source);
        }
    }

    /**
     * The certificates of the months that have been over for so long; each once.
     *
     * @param nowMs tick time; 0 while no tick was read, when no month is over
     */
    public List<Certificate> takeDue(long nowMs, long graceMs) {
        if (nowMs == 0) {
            return List.of();
        }
        Progress at = progress == null ? begin(nowMs) : progress;
        var due = new ArrayList<Certificate>(0);
        // What was decided before the first tick is of a month before the first one.
        for (long fromMs : List.copyOf(months.headMap(at.fromMs).keySet())) {
            due.add(certificate(fromMs, at));
        }
        long nextMs = at.fromMs;
        while (due.size() < MOST_AT_ONCE && endOf(nextMs) + graceMs <= nowMs) {
            due.add(certificate(nextMs, at));
            nextMs = endOf(nextMs);
        }
        progress = new Progress(nextMs, at.completeFromMs);
        return due;
    }

    private Progress begin(long nowMs) {
        long fromMs = UsageCalendar.UTC.fromMs(Window.MONTH, nowMs);
        return new Progress(fromMs, isOlder ? endOf(fromMs) : Long.MIN_VALUE);
    }

    private Certificate certificate(long fromMs, Progress at) {
        UnattributedMonth month = months.remove(fromMs);
        certified.add(fromMs);
        var rows = new ArrayList<Row>();
        if (month != null) {
            for (Map.Entry<UnattributedMonth.Row, Long> row : month.rows().entrySet()) {
                UnattributedMonth.Row key = row.getKey();
                rows.add(new Row(key.topic(), key.reason(), key.source(), key.others(), row.getValue()));
            }
        }
        return new Certificate(fromMs, endOf(fromMs), fromMs >= at.completeFromMs, rows);
    }

    private static long endOf(long fromMs) {
        return UsageCalendar.UTC.toMs(Window.MONTH, fromMs);
    }

    void flush() {
        certified.forEach(facts::forget);
        certified.clear();
        months.forEach((fromMs, month) -> {
            if (month.takeChanged()) {
                facts.month(fromMs, month);
            }
        });
        Progress now = progress;
        if (now != null && !now.equals(logged)) {
            facts.progress(now);
            logged = now;
        }
    }
}
