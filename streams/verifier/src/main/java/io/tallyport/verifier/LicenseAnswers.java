package io.tallyport.verifier;

import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.verifier.PartitionLog.Entry;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.LicenseEventV1;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds license events against the commands: each command has exactly one answer, and it is the right one. */
final class LicenseAnswers {

    private static final Pattern LICENSE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:~-]{0,127}");

    /** The events that say what their commands named. */
    private static final Set<String> NAMED = Set.of("RENEWED", "RENEWAL_SET", "PLAN_CHANGE_SCHEDULED");

    private final Map<Place, List<Entry<LicenseEventV1>>> byOrigin = new HashMap<>();
    private final Timelines timelines;
    private final LifeEvents lives;
    private final Licenses licenses;
    private final Findings findings;
    private final int partition;
    private final int partitions;

    LicenseAnswers(PartitionLog log, Licenses licenses, Catalogs catalogs, Evidence evidence, Findings findings) {
        this.licenses = licenses;
        this.findings = findings;
        partition = log.partition();
        partitions = log.partitions();
        var versions = new HashMap<String, Long>();
        var answered = new HashSet<String>();
        var events = log.outputs(TopicCatalog.LICENSE_EVENTS, findings);
        timelines = new Timelines(events);
        lives = new LifeEvents(timelines, licenses, catalogs, findings);
        for (var entry : events) {
            var event = entry.value();
            version(entry, versions, answered);
            var basis = event.getEvidence();
            if (basis == null) {
                findings.differs(entry.place(), "event-without-evidence", "license event " + event.getType());
                continue;
            }
            evidence.requireOrigin(entry.place(), basis);
            byOrigin.computeIfAbsent(Evidence.originOf(basis), o -> new ArrayList<>())
                    .add(entry);
        }
    }

    /** Whether a failed decision ever held the license; what it did meanwhile is not recomputed. */
    boolean wasHeld(String license) {
        return timelines.wasHeld(license);
    }

    /** The timelines of the licenses. */
    LifeEvents lives() {
        return lives;
    }

    /** An event of time is not made by a record that comes before its instant. */
    void requireDue(Place record, long nowMs) {
        for (var entry : byOrigin.getOrDefault(record, List.of())) {
            var event = entry.value();
            if (Timelines.isOfTime(event) && event.getAtMs() > nowMs) {
                findings.differs(
                        entry.place(),
                        "life-event-early",
                        event.getType() + " of license " + event.getLicense() + " rests on " + record + ", at "
                                + nowMs);
            }
        }
    }

    /** Applies a command and compares its answer. */
    void take(Stored record, Terms terms, TickClock clock, SeatFeeds seats, boolean firm) {
        var command = record.as(LicenseCommandV1.class);
        if (command == null
                || command.getKind() == LicenseCommandKind.UNKNOWN
                || !LICENSE_ID.matcher(command.getLicense()).matches()
                || LicensePartition.of(command.getLicense(), partitions) != partition) {
            return;
        }
        var answers = byOrigin.getOrDefault(record.place(), List.of()).stream()
                .filter(entry -> entry.value().getCommandId().equals(command.getCommandId())
                        && !Timelines.isOfTime(entry.value())
                        && !entry.value().getType().equals("QUARANTINED")
                        && !Timelines.isByCatalog(entry.value()))
                .toList();
        long nowMs = clock.nowFor(record.place().topic());
        var answer = answers.isEmpty() ? null : answers.get(0);
        var life = licenses.find(command.getLicense());
        boolean isRepeat = life != null && life.answerTo(command) != null;
        lives.advance(record.place(), command.getLicense(), nowMs);
        lives.decided(command.getLicense(), answer, firm && !isRepeat);
        if (answers.stream().anyMatch(entry -> entry.value().getRefusal().equals("DECISION_FAILED"))) {
            findings.unchecked("license.failedDecisions");
            return;
        }
        var said = answer == null
                ? null
                : new Licenses.Answer(answer.value().getType(), answer.value().getRefusal());
        var expected = life == null
                ? licenses.apply(command, terms, nowMs, said)
                : apply(
                        new Moment(record, command.getLicense(), nowMs, life, terms, nowMs, firm),
                        command,
                        answer,
                        said,
                        seats);
        compare(record.place(), command, expected, answers, firm);
        life = licenses.find(command.getLicense());
        if (life != null && !isRepeat) {
            lives.answered(command.getLicense(), life, isAs(answer, expected) ? answer : null, nowMs);
        }
    }

    private static boolean isAs(@Nullable Entry<LicenseEventV1> answer, Licenses.Answer expected) {
        return answer != null
                && answer.value().getType().equals(expected.type())
                && answer.value().getRefusal().equals(expected.refusal());
    }

    /** Applies a command to a license that there is, and what follows from it for its plan and its seats. */
    private Licenses.Answer apply(
            Moment at,
            LicenseCommandV1 command,
            @Nullable Entry<LicenseEventV1> answer,
            Licenses.@Nullable Answer said,
            SeatFeeds seats) {
        var life = at.life();
        if (answer != null) {
            seats.before(at, answer.value().getVersion());
        }
        long dayFromMs = life.windows.from(Period.DAY, at.nowMs());
        int ofDay = life.seats.ofDay(dayFromMs);
        int assigned = life.seats.assigned();
        String planBefore = life.plan();
        boolean wasOver = life.isOver();
        var expected = licenses.apply(command, at.terms(), at.nowMs(), said);
        if (!life.plan().equals(planBefore)) {
            long from = PlanChanges.firstMs(life, at.nowMs());
            seats.planChanged(at, from);
            if (answer != null) {
                planChanged(answer, life, from);
            }
        }
        if (life.seats.assigned() > assigned) {
            seats.assigned(at, life.seats.ofDay(dayFromMs) > ofDay);
        }
        if (life.seats.assigned() != assigned && answer != null) {
            seatChanged(answer, at.nowMs());
        }
        if (wasOver && !life.isOver()) {
            seats.cameBack(at);
        }
        return expected;
    }

    /** A plan holds behind all usage that was counted before, and not before it was decided. */
    private void planChanged(Entry<LicenseEventV1> answer, Life life, long from) {
        var event = answer.value();
        boolean holds = event.getPlan().equals(life.plan()) && event.getAtMs() == from;
        if (event.getType().equals("PLAN_CHANGED") && !holds && !wasHeld(event.getLicense())) {
            findings.differs(
                    answer.place(),
                    "plan-changed",
                    "license " + event.getLicense() + " has plan " + life.plan() + " from " + from + " on, not "
                            + event.getPlan() + " from " + event.getAtMs());
        }
    }

    /** A seat is had, or no more, from the tick on at which it was decided. */
    private void seatChanged(Entry<LicenseEventV1> answer, long nowMs) {
        var event = answer.value();
        if (event.getType().startsWith("SEAT_") && event.getAtMs() != nowMs && !wasHeld(event.getLicense())) {
            findings.differs(
                    answer.place(),
                    "seat-changed",
                    event.getType() + " of license " + event.getLicense() + " was at " + nowMs + ", not at "
                            + event.getAtMs());
        }
    }

    private void compare(
            Place command,
            LicenseCommandV1 what,
            Licenses.Answer expected,
            List<Entry<LicenseEventV1>> answers,
            boolean firm) {
        if (answers.isEmpty()) {
            if (firm) {
                findings.differs(command, "command-unanswered", what.getKind() + " of license " + what.getLicense());
            }
            return;
        }
        findings.checked("commands");
        var answer = answers.get(0);
        if (answers.size() > 1) {
            findings.differs(answers.get(1).place(), "command-answered-twice", "the command at " + command);
        }
        if (!expected.type().equals(answer.value().getType())
                || !expected.refusal().equals(answer.value().getRefusal())) {
            if (wasHeld(what.getLicense())) {
                findings.unchecked("license.heldAnswers");
                return;
            }
            findings.differs(
                    answer.place(),
                    "command-answer",
                    what.getKind() + " of license " + what.getLicense() + " was answered "
                            + text(answer.value().getType(), answer.value().getRefusal()) + " instead of "
                            + text(expected.type(), expected.refusal()));
        } else if (NAMED.contains(expected.type())
                && !answer.value().getAttributes().equals(what.getAttributes())) {
            findings.differs(
                    answer.place(),
                    "command-answer",
                    what.getKind() + " of license " + what.getLicense() + " names " + what.getAttributes()
                            + ", its answer " + answer.value().getAttributes());
        } else if (expected.type().startsWith("SEAT_")
                && !Seats.member(answer.value().getAttributes()).equals(Seats.member(what.getAttributes()))) {
            findings.differs(
                    answer.place(),
                    "command-answer",
                    what.getKind() + " of license " + what.getLicense() + " names " + Seats.member(what.getAttributes())
                            + ", its answer " + Seats.member(answer.value().getAttributes()));
        }
    }

    /** The timeline rises by one with each event; a repeated answer and a refusal do not move it. */
    private void version(Entry<LicenseEventV1> entry, Map<String, Long> versions, Set<String> answered) {
        var event = entry.value();
        long last = versions.getOrDefault(event.getLicense(), 0L);
        boolean repeat =
                !event.getCommandId().isEmpty() && !answered.add(event.getLicense() + " " + event.getCommandId());
        boolean fits = event.getVersion() == last + 1 && !event.getType().equals("REFUSED")
                || (repeat || event.getType().equals("REFUSED")) && event.getVersion() <= last;
        if (!fits) {
            findings.differs(
                    entry.place(),
                    "timeline-version",
                    "license " + event.getLicense() + " has version " + event.getVersion() + " after " + last);
        }
        versions.put(event.getLicense(), Math.max(last, event.getVersion()));
    }

    private static String text(String type, String refusal) {
        return refusal.isEmpty() ? type : type + " " + refusal;
    }
}
