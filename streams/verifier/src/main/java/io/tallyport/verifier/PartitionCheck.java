package io.tallyport.verifier;

import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.CatalogRevisionV1;
import io.tallyport.wire.LeaseRequestV1;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.UsageEventV1;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Follows the journal of one partition and recomputes what its source records must have led to. */
final class PartitionCheck {

    private static final Set<String> PHASES = Set.of("READ", "PARKED", "RELEASED");

    private final PartitionLog log;
    private final Findings findings;
    private final Verdicts verdicts;
    private final Totals totals;
    private final LevelReadings levelReadings;
    private final Catalogs catalogs;
    private final Evidence evidence;
    private final LicenseAnswers answers;
    private final LifeSnapshots snapshots;
    private final Crossings crossings;
    private final UsageCheck usage;
    private final Readings readings;
    private final SeatFeeds seats;
    private final Map<String, SourceCursor> cursors;
    private final Licenses licenses;
    private final StatementCheck statements;
    private final MeterRecounts recounts;
    private final ReadingZones zones;
    private final TickClock clock = new TickClock();

    PartitionCheck(PartitionLog log, SharedIds sharedIds, Findings findings) {
        this.log = log;
        this.findings = findings;
        verdicts = new Verdicts(log, findings);
        catalogs = new Catalogs(log, findings);
        cursors = SourceCursor.of(log, findings);
        var past = new PastVersions(log, catalogs);
        var corrections = new Corrections(log, past);
        var published = new Statements(log, findings);
        var levels = new Levels();
        var accounts = new Accounts(new PlanTimeline(log), levels, corrections);
        recounts = new MeterRecounts(accounts);
        var events = new CountedEvents(past);
        licenses = new Licenses(new StatementCommands(accounts, published, clock, catalogs, findings));
        statements = new StatementCheck(
                log, published, accounts, recounts, verdicts, licenses, catalogs, clock, cursors, findings);
        zones = new ReadingZones(catalogs, statements, recounts, findings);
        readings = new Readings(log, corrections, findings);
        levelReadings = new LevelReadings(readings, levels, zones, recounts, findings);
        totals = new Totals(readings, levels, zones, past, recounts, corrections, findings);
        evidence = new Evidence(log, totals, catalogs, clock, findings);
        answers = new LicenseAnswers(log, licenses, catalogs, evidence, findings);
        snapshots = new LifeSnapshots(log, findings);
        crossings = new Crossings(totals, evidence, answers, findings);
        seats = new SeatFeeds(
                licenses, answers.lives(), totals, accounts, evidence, crossings, answers::wasHeld, findings);
        usage = new UsageCheck(
                log,
                verdicts,
                totals,
                corrections,
                events,
                crossings,
                new MeterRecountCheck(
                        catalogs, recounts, events, corrections, totals, levels, crossings, accounts, findings),
                accounts,
                statements,
                licenses,
                answers.lives(),
                sharedIds,
                findings);
    }

    /** Checks the partition; returns how many usage records got each kind of verdict. */
    Map<String, Long> run() {
        new DecisionCheck(log, findings).run();
        snapshots.run();
        if (isTruncated()) {
            // Without the beginning no state can be recomputed; what was checked above stands.
            findings.unchecked("partition.truncatedByRetention");
            return Map.of();
        }
        var journal = log.outputs(TopicCatalog.PIPELINE_JOURNAL, findings);
        long sequence = -1;
        for (int i = 0; i < journal.size(); i++) {
            var entry = journal.get(i);
            boolean firm = i < log.firmJournal();
            if (sequence >= 0 && entry.value().getSequence() != sequence + 1) {
                findings.differs(
                        entry.place(),
                        "journal-sequence",
                        "number " + entry.value().getSequence() + " follows " + sequence);
            }
            sequence = Math.max(sequence, entry.value().getSequence());
            for (var run : entry.value().getRuns()) {
                var cursor = cursors.get(run.getTopic());
                if (cursor == null || !PHASES.contains(run.getPhase()) || run.getCount() < 1) {
                    findings.differs(entry.place(), "journal-malformed", "it has a run of " + run);
                } else {
                    cursor.take(entry.place(), run, (record, phase) -> take(record, phase, firm));
                }
            }
            levelReadings.endOfCommit(clock.nowMs());
            zones.endOfCommit();
            if (i == log.firmJournal() - 1) {
                seats.changedBy(entry.place(), clock.nowMs() + PastVersions.AHEAD_MS);
                totals.requireReadOut(clock.nowMs(), seats::mayLack);
                levelReadings.requireReadOut(statements.doneMs(), answers::wasHeld);
                requireByTime();
                answers.lives().requireDone();
                snapshots.requireLast(licenses, answers.lives());
                statements.requireIssued();
            }
        }
        finish();
        return usage.kinds();
    }

    /** What time alone settled, where the terms were those that are in force. */
    private void requireByTime() {
        long doneMs = statements.doneMs();
        var terms = catalogs.inForce();
        boolean isTold = !log.truncated().contains(TopicCatalog.QUOTA_ALERTS.name());
        if (terms.revision() > 0 && isTold && catalogs.adoptedAtMs(terms.revision()) <= doneMs) {
            var place = new Place(TopicCatalog.QUOTA_ALERTS.name(), log.partition(), -1);
            crossings.requireByTime(licenses, seats, terms, doneMs, clock.nowMs(), place);
        }
    }

    private boolean isTruncated() {
        return TopicCatalog.sources().stream().map(TallyTopic::name).anyMatch(log.truncated()::contains)
                || log.truncated().contains(TopicCatalog.PIPELINE_JOURNAL.name())
                || log.truncated().contains(TopicCatalog.USAGE_READINGS.name());
    }

    private void take(Stored record, String phase, boolean firm) {
        var event = record.as(UsageEventV1.class);
        String license = event == null ? "" : event.getLicense();
        statements.before(record, phase);
        evidence.before(record.place(), license, licenses);
        boolean parked = phase.equals("PARKED");
        long tickMs = Control.tickMs(record);
        if (tickMs >= 0) {
            clock.tick(record.place().topic(), tickMs);
            seats.tick(record.place(), clock.nowMs());
            answers.lives().tick(record.place(), clock.nowMs());
        } else {
            if (ReadTally.isUsage(record.place()) && !phase.equals("RELEASED")) {
                statements.read(record, parked);
            }
            if (!parked) {
                decide(record, phase.equals("RELEASED"), firm);
            }
        }
        answers.requireDue(record.place(), clock.nowFor(record.place().topic()));
        statements.after(record);
        evidence.counted(license, licenses);
        evidence.after(record, licenses, license, idOf(event), parked);
    }

    /** The event that evidence names: of a correction the one that it corrects. */
    private static String idOf(@Nullable UsageEventV1 event) {
        var of = event != null && Corrections.isOne(event) ? event.getOriginal() : event;
        return of == null ? "" : of.getId();
    }

    private void decide(Stored record, boolean released, boolean firm) {
        String topic = record.place().topic();
        if (topic.equals(TopicCatalog.LICENSE_COMMANDS.name())) {
            if (record.as(LicenseCommandV1.class) != null) {
                answers.take(record, catalogs.inForce(), clock, seats, firm);
            }
        } else if (topic.equals(TopicCatalog.CATALOG_REVISIONS.name())) {
            if (record.as(CatalogRevisionV1.class) != null) {
                var before = catalogs.inForce();
                catalogs.take(record, clock.nowMs());
                recounts.adopted(record.place(), before, catalogs.inForce(), clock.nowMs(), licenses);
            }
        } else if (topic.equals(TopicCatalog.LEASE_REQUESTS.name())) {
            if (record.as(LeaseRequestV1.class) != null) {
                findings.unchecked("lease.answers");
            }
        } else {
            usage.take(record, catalogs.inForce(), clock, released, firm);
            var event = record.as(UsageEventV1.class);
            if (event != null && (released || Corrections.isOne(event))) {
                recounts.mayCause(record.place(), event.getLicense());
            }
        }
    }

    private void finish() {
        statements.finish();
        new UnattributedCheck(log, verdicts.unattributed(), verdicts.isTruncated(), findings)
                .run(catalogs.inForce().graceMs());
        recounts.finish(findings);
        levelReadings.requireFounded();
        seats.changedBy(new Place(TopicCatalog.LICENSE_EVENTS.name(), log.partition(), -1), Long.MAX_VALUE);
        totals.requireFounded(clock.nowMs());
        seats.requireOfTheirTime(readings);
        evidence.finish(cursors, licenses);
        answers.lives().finish(cursors);
        cursors.values().forEach(cursor -> findings.pending(cursor.pending()));
        verdicts.left().forEach((on, published) -> {
            var cursor = cursors.get(on.topic());
            if (cursor != null && cursor.isPending(on.offset())) {
                findings.unchecked("verdict.aheadOfJournal");
            } else {
                findings.differs(published.place(), "verdict-unfounded", "there is no usage record at " + on);
            }
        });
    }
}
