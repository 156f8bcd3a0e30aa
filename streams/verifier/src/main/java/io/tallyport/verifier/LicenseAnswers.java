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

    private final Map<Place, List<Entry<LicenseEventV1>>> byOrigin = new HashMap<>();
    private final Set<String> everHeld = new HashSet<>();
    private final Findings findings;
    private final int partition;
    private final int partitions;

    LicenseAnswers(PartitionLog log, Evidence evidence, Findings findings) {
        this.findings = findings;
        partition = log.partition();
        partitions = log.partitions();
        var versions = new HashMap<String, Long>();
        var answered = new HashSet<String>();
        for (var entry : log.outputs(TopicCatalog.LICENSE_EVENTS, findings)) {
            var event = entry.value();
            version(entry, versions, answered);
            if (event.getType().equals("QUARANTINED")) {
                everHeld.add(event.getLicense());
            }
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
        return everHeld.contains(license);
    }

    /** Applies a command and compares its answer. */
    void take(Stored record, Licenses licenses, Terms terms, TickClock clock, SeatFeeds seats, boolean firm) {
        var command = record.as(LicenseCommandV1.class);
        if (command == null
                || command.getKind() == LicenseCommandKind.UNKNOWN
                || !LICENSE_ID.matcher(command.getLicense()).matches()
                || LicensePartition.of(command.getLicense(), partitions) != partition) {
            return;
        }
        var answers = byOrigin.getOrDefault(record.place(), List.of()).stream()
                .filter(entry -> entry.value().getCommandId().equals(command.getCommandId())
                        && !entry.value().getType().equals("EXPIRED")
                        && !entry.value().getType().equals("QUARANTINED")
                        && !isByCatalog(entry.value()))
                .toList();
        if (answers.stream().anyMatch(entry -> entry.value().getRefusal().equals("DECISION_FAILED"))) {
            findings.unchecked("license.failedDecisions");
            return;
        }
        var life = licenses.find(command.getLicense());
        if (life != null && !wasHeld(command.getLicense())) {
            life.lapse(clock.nowMs());
        }
        var said = answers.isEmpty()
                ? null
                : new Licenses.Answer(
                        answers.get(0).value().getType(), answers.get(0).value().getRefusal());
        long nowMs = clock.nowFor(record.place().topic());
        var expected = life == null
                ? licenses.apply(command, terms, nowMs, said)
                : apply(
                        new Moment(record, command.getLicense(), nowMs, life, terms, nowMs, firm),
                        command,
                        answers,
                        licenses,
                        said,
                        seats);
        compare(record.place(), command, expected, answers, firm);
    }

    /** Applies a command to a license that there is, and what follows from it for its plan and its seats. */
    private Licenses.Answer apply(
            Moment at,
            LicenseCommandV1 command,
            List<Entry<LicenseEventV1>> answers,
            Licenses licenses,
            Licenses.@Nullable Answer said,
            SeatFeeds seats) {
        var life = at.life();
        var answer = answers.isEmpty() ? null : answers.get(0);
        if (answer != null) {
            seats.before(at, answer.value().getVersion());
        }
        long dayFromMs = life.windows.from(Period.DAY, at.nowMs());
        int ofDay = life.seats.ofDay(dayFromMs);
        int assigned = life.seats.assigned();
        String planBefore = life.plan;
        var expected = licenses.apply(command, at.terms(), at.nowMs(), said);
        if (!life.plan.equals(planBefore)) {
            long from = Math.max(at.nowMs(), life.latestMs + 1);
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
        return expected;
    }

    /** A revision that changes what a plan is leads to this event without a command. */
    private static boolean isByCatalog(LicenseEventV1 event) {
        return event.getType().equals("PLAN_CHANGED")
                && event.getAuthor().equals("catalog")
                && event.getCommandId().isEmpty();
    }

    /** A plan holds behind all usage that was counted before, and not before it was decided. */
    private void planChanged(Entry<LicenseEventV1> answer, Licenses.Life life, long from) {
        var event = answer.value();
        boolean holds = event.getPlan().equals(life.plan) && event.getAtMs() == from;
        if (event.getType().equals("PLAN_CHANGED") && !holds && !wasHeld(event.getLicense())) {
            findings.differs(
                    answer.place(),
                    "plan-changed",
                    "license " + event.getLicense() + " has plan " + life.plan + " from " + from + " on, not "
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
