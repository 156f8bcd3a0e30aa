package io.tallyport.verifier;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.UsageEventV1;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the place of each statement between the records of the sources: behind every usage record that its certificate
 * says was read, before the next one. Where commands, revisions and released records lie between those, it is at the
 * first place at which it is right.
 */
final class StatementCheck {

    private static final List<String> USAGE = List.of(TopicCatalog.USAGE_EVENTS.name(), TopicCatalog.USAGE_BULK.name());
    private static final long PATIENCE_MS = 3_600_000L;
    private static final int PATIENCE_TICKS = 3;

    private final Statements statements;
    private final Accounts accounts;
    private final Verdicts verdicts;
    private final ReadTally tally;
    private final StatementContents contents;
    private final Licenses licenses;
    private final Catalogs catalogs;
    private final TickClock clock;
    private final Map<String, SourceCursor> cursors;
    private final Findings findings;
    private final ArrayDeque<Statements.Issued> queue;
    /** The last tick times, the newest first. */
    private final ArrayDeque<Long> ticks = new ArrayDeque<>();

    private final int partition;

    private @Nullable Attempt best;
    private long clockAtUsageMs;

    StatementCheck(
            PartitionLog log,
            Statements statements,
            Accounts accounts,
            MeterRecounts recounts,
            Verdicts verdicts,
            Licenses licenses,
            Catalogs catalogs,
            TickClock clock,
            Map<String, SourceCursor> cursors,
            Findings findings) {
        this.partition = log.partition();
        this.statements = statements;
        this.accounts = accounts;
        this.verdicts = verdicts;
        this.tally = new ReadTally(statements);
        this.contents = new StatementContents(accounts, recounts, statements, catalogs, tally, log.partition());
        this.licenses = licenses;
        this.catalogs = catalogs;
        this.clock = clock;
        this.cursors = cursors;
        this.findings = findings;
        this.queue = new ArrayDeque<>(statements.issued());
    }

    /** Before a record is taken: statements that were issued before it are held against what stands. */
    void before(Stored record, String phase) {
        var place = record.place();
        if (!ReadTally.isUsage(place) || Control.tickMs(record) >= 0) {
            return;
        }
        if (phase.equals("RELEASED")) {
            closedBefore(record);
            return;
        }
        while (!queue.isEmpty() && precedes(queue.element(), place)) {
            force(queue.remove());
        }
        clockAtUsageMs = clock.nowMs();
    }

    /** Whether a statement was issued before the record at a place was read. */
    private boolean precedes(Statements.Issued statement, Place place) {
        long end = ReadTally.end(statement, place.topic());
        return end < 0 ? clock.nowMs() >= statement.head().getIssuedAtMs() : place.offset() >= end;
    }

    /** A released record whose verdict says that its period was closed comes behind the statement. */
    private void closedBefore(Stored record) {
        var event = record.as(UsageEventV1.class);
        var said = verdicts.find(record.place());
        if (event == null || said == null || !said.verdict().getZone().name().equals("CLOSED")) {
            return;
        }
        var until = queue.stream()
                .takeWhile(this::isRead)
                .filter(statement -> statement.license().equals(event.getLicense())
                        && statement.head().getFromMs() <= event.getTimeMs()
                        && event.getTimeMs() < statement.head().getToMs())
                .findFirst();
        while (until.isPresent() && queue.contains(until.get())) {
            force(queue.remove());
        }
    }

    /** A usage record was read; whether it waits. */
    void read(Stored record, boolean parked) {
        var event = record.as(UsageEventV1.class);
        tally.read(record.place(), parked);
        if (parked && event != null) {
            accounts.of(event.getLicense()).parked(1);
        }
    }

    /** A usage record was decided. */
    void decided(Stored record, String kind, boolean released) {
        var event = record.as(UsageEventV1.class);
        tally.decided(record.place(), kind, released);
        if (released && event != null) {
            accounts.of(event.getLicense()).parked(-1);
        }
    }

    /** After a record was taken: a statement may have been issued just now. */
    void after(Stored record) {
        boolean isTick = Control.tickMs(record) >= 0;
        if (isTick && (ticks.isEmpty() || ticks.getFirst() < clock.nowMs())) {
            ticks.addFirst(clock.nowMs());
            if (ticks.size() > PATIENCE_TICKS) {
                ticks.removeLast();
            }
        }
        while (!queue.isEmpty() && isRead(queue.element()) && (best == null || !isTick)) {
            var attempt = contents.attempt(queue.element(), licenses);
            if (attempt.size() > 0) {
                best = best == null || attempt.size() < best.size() ? attempt : best;
                return;
            }
            place(queue.remove(), attempt);
        }
    }

    /** Whether everything was read that a statement says was read, at its time. */
    private boolean isRead(Statements.Issued statement) {
        if (clock.nowMs() < statement.head().getIssuedAtMs()) {
            return false;
        }
        for (String topic : USAGE) {
            var cursor = cursors.get(topic);
            if (cursor != null && cursor.nextOffset() < ReadTally.end(statement, topic)) {
                return false;
            }
        }
        return true;
    }

    /** Takes a statement where it must be at the latest: where it was the least wrong. */
    private void force(Statements.Issued statement) {
        var now = contents.attempt(statement, licenses);
        place(statement, best != null && best.size() < now.size() ? best : now);
    }

    private void place(Statements.Issued statement, Attempt attempt) {
        best = null;
        findings.checked("statements");
        statement.lines().forEach(line -> findings.checked("statements.lines"));
        long issuedAtMs = statement.head().getIssuedAtMs();
        attempt.require(
                issuedAtMs >= clockAtUsageMs && issuedAtMs <= clock.nowMs(),
                "statement-time",
                "what it was made from was read at " + clockAtUsageMs + " to " + clock.nowMs());
        attempt.require(isRead(statement), "statement-certificate", "not all was read that it says was");
        attempt.take(findings);
    }

    /** Whether anything was published about a license. */
    boolean areOf(String license) {
        return statements.areOf(license);
    }

    /** Whether a period of a license had its statement at a tick time, or in the commit of that time. */
    boolean isClosedBy(String license, long fromMs, long nowMs) {
        return statements.isClosedBy(license, fromMs, nowMs);
    }

    /** The zone that an instant of a license falls in; the one that is said where the rules leave it open. */
    String zone(String said, String license, Windows windows, long timeMs, Terms terms, long nowMs) {
        String byTime = windows.zoneOf(timeMs, terms.graceMs(), nowMs);
        long from = windows.from(Period.MONTH, timeMs);
        var account = accounts.of(license);
        long issued = windows.from(Period.MONTH, accounts.timeline().of(license).issuedAtMs());
        long published = statements.firstFromMs(license);
        long first = published == Long.MAX_VALUE ? issued : published;
        String byStatement = from < Math.max(first, account.closedToMs())
                ? "CLOSED"
                : nowMs < windows.to(Period.MONTH, from) ? "OPEN" : "GRACE";
        boolean mayBeByTime = !statements.areOf(license) || statements.isOlder(license, issued) && from < first;
        // Behind the end of the license a period is passed over as soon as anything of it is to be said.
        long untilMs = Math.min(windows.to(Period.MONTH, from), nowMs + 1);
        boolean isPassedOver = accounts.timeline().of(license).isOver(from, untilMs) && account.numberOf(from) == 0;
        boolean isOpen = isPassedOver || mayBeByTime && said.equals(byTime);
        return isOpen ? said : byStatement;
    }

    /** What time made due by then is done. */
    long doneMs() {
        return ticks.size() < PATIENCE_TICKS ? Long.MIN_VALUE : ticks.getLast();
    }

    /** At the end of what must be there: what is long due has a statement, or is held. */
    void requireIssued() {
        if (ticks.size() < PATIENCE_TICKS) {
            return;
        }
        long nowMs = ticks.getLast();
        licenses.forEach((license, life) -> {
            var story = accounts.timeline().of(license);
            var account = accounts.of(license);
            long next = account.lastNumber() > 0
                    ? account.closedToMs()
                    : life.windows.from(Period.MONTH, story.issuedAtMs());
            long backMs = story.backMs(next);
            if (backMs == Long.MAX_VALUE) {
                return;
            }
            long from = life.windows.from(Period.MONTH, backMs);
            long dueMs =
                    life.windows.to(Period.MONTH, from) + catalogs.inForce().graceMs() + PATIENCE_MS;
            if (dueMs <= nowMs && statements.highest(license) <= account.lastNumber()) {
                missing(license, account.lastNumber() + 1, from);
            }
        });
    }

    private void missing(String license, long number, long from) {
        if (statements.isEmpty()) {
            findings.unchecked("statement.none");
            return;
        }
        findings.differs(
                new Place(TopicCatalog.USAGE_STATEMENTS.name(), partition, -1),
                "statement-missing",
                license + "/" + number + " of the period that began at " + from + " is due");
    }

    /** At the very end: no statement may be left that there was no place for. */
    void finish() {
        while (!queue.isEmpty()) {
            var left = queue.element();
            if (!isRead(left)) {
                findings.differs(left.place(), "statement-unfounded", left + " says that more was read than there is");
                queue.remove();
                best = null;
            } else {
                force(queue.remove());
            }
        }
    }
}
