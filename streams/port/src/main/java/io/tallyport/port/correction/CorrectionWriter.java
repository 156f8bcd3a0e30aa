package io.tallyport.port.correction;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.correction.EventSearch.Correction;
import io.tallyport.port.ingest.Amendment;
import io.tallyport.wire.UsageCorrectionV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes corrections: what voids an event, restores it, or puts another in its place. */
final class CorrectionWriter {

    /** Stands between the id of an amended event and the command, in the id of what took its place. */
    private static final String AMENDED = "~";

    private final DecidedRecords records;

    CorrectionWriter(DecidedRecords records) {
        this.records = records;
    }

    UsageEventV1 voiding(CorrectionRequest request, CountedEvent event) {
        return correcting(UsageKind.VOID, request, event);
    }

    /** A record that voids or restores an event. */
    UsageEventV1 correcting(UsageKind kind, CorrectionRequest request, CountedEvent event) {
        return UsageEventV1.newBuilder()
                .setKind(kind)
                .setTenant(event.event().getTenant())
                .setLicense(event.event().getLicense())
                .setOriginal(event.event())
                .setCorrection(correction(request, event))
                .build();
    }

    private static UsageCorrectionV1 correction(CorrectionRequest request, CountedEvent event) {
        return UsageCorrectionV1.newBuilder()
                .setCommandId(request.commandId())
                .setAuthor(request.author())
                .setReason(request.reason())
                .setTopic(event.at().topic())
                .setOffset(event.at().offset())
                .setUndoes(request.undoes())
                .build();
    }

    /** Sends corrections and notes their verdicts. */
    void send(CorrectionRequest request, List<UsageEventV1> asked, CorrectionTally tally) {
        List<@Nullable UsageVerdictV1> verdicts = records.decided(asked, request.commandId());
        for (int i = 0; i < asked.size(); i++) {
            var original = asked.get(i).getOriginal();
            tally.count(original == null ? asked.get(i) : original, verdicts.get(i));
        }
    }

    /**
     * Restores an event, and takes back what took its place.
     *
     * @param story the corrections of it that were taken
     * @param moved finds an event that lies under another license, with the corrections of it; null if there is none
     */
    void restore(
            CorrectionRequest request,
            CountedEvent event,
            List<Correction> story,
            Function<EventSelection, @Nullable Told> moved,
            CorrectionTally tally) {
        UsageEventV1 record = correcting(UsageKind.RESTORE, request, event);
        var last = story.isEmpty() ? null : story.get(story.size() - 1);
        if (last != null && last.said().getKind() == UsageKind.AMEND) {
            var said = said(record);
            said.setReplacement(last.record().event());
            said.setReplacementTopic(last.record().at().topic());
            said.setReplacementOffset(last.record().at().offset());
        } else if (last != null
                && last.said().getKind() == UsageKind.VOID
                && !said(last.said()).getMovedTo().isEmpty()) {
            if (!said(last.said()).getUndoes().isEmpty()) {
                throw Problem.refused(
                                "REPLACEMENT_MISSING",
                                "id",
                                "the event that it took the place of counts again: amend that anew")
                        .asException();
            }
            takeBack(request, event, said(last.said()), moved);
            said(record).setMovedTo(said(last.said()).getMovedTo());
        }
        send(request, List.of(record), tally);
    }

    /**
     * An event with the corrections of it that were taken.
     *
     * @param event the event
     * @param story in order
     */
    record Told(CountedEvent event, List<Correction> story) {}

    private static UsageCorrectionV1 said(UsageEventV1 record) {
        return java.util.Objects.requireNonNull(record.getCorrection());
    }

    /** What was moved to another license counts there no more, before it counts here again. */
    private void takeBack(
            CorrectionRequest request,
            CountedEvent event,
            UsageCorrectionV1 said,
            Function<EventSelection, @Nullable Told> moved) {
        Told other = moved.apply(new EventSelection(
                said.getMovedTo(),
                event.event().getSource(),
                idAfter(event.event().getId(), said.getCommandId()),
                "",
                io.tallyport.expression.EventFilter.ALL,
                null,
                null));
        if (other == null) {
            // It never came to count there.
            return;
        }
        var last = other.story().isEmpty()
                ? null
                : other.story().get(other.story().size() - 1).said();
        if (last != null
                && last.getKind() == UsageKind.VOID
                && (said(last).getMovedTo().isEmpty() || !said(last).getUndoes().isEmpty())) {
            // It counts there no more already.
            return;
        }
        if (last != null && last.getKind() != UsageKind.RESTORE) {
            throw Problem.refused(
                            "ALREADY_VOIDED",
                            "id",
                            "the event " + other.event().event().getId() + " that counts for " + said.getMovedTo()
                                    + " in its place was amended itself: restore that first")
                    .asException();
        }
        UsageEventV1 back = voiding(request, other.event());
        // Alone it must not come back: it counts only while the original does not.
        said(back).setMovedTo(event.event().getLicense());
        said(back).setUndoes(said.getCommandId());
        DecidedRecords.requireTaken(
                records.decided(List.of(back), request.commandId()).get(0), request);
    }

    /**
     * Puts another event in the place of one; the event that did.
     *
     * @param story tells the corrections of the event that were taken
     */
    ObjectNode amend(CorrectionRequest request, CountedEvent event, Supplier<List<Correction>> story) {
        boolean moves = !request.toLicense().isEmpty()
                && !request.toLicense().equals(event.event().getLicense());
        String license = moves ? request.toLicense() : event.event().getLicense();
        UsageEventV1 replacement = Amendment.of(
                event.event(),
                license,
                idAfter(event.event().getId(), request.commandId()),
                request.timeMs(),
                request.set());
        // Marked as what it is: nobody but this command may send it again.
        replacement.setCorrection(correction(request, event));
        if (moves) {
            move(request, event, replacement, story);
        } else {
            replacement.setKind(UsageKind.AMEND);
            replacement.setOriginal(event.event());
            DecidedRecords.requireTaken(
                    records.decided(List.of(replacement), request.commandId()).get(0), request);
        }
        return Json.object()
                .put("commandId", request.commandId())
                .put("license", license)
                .put("source", replacement.getSource())
                .put("id", replacement.getId())
                .put("amends", event.event().getId());
    }

    /** Two partitions know nothing of each other: first it counts there no more, then here; and if it cannot, there again. */
    private void move(
            CorrectionRequest request, CountedEvent event, UsageEventV1 replacement, Supplier<List<Correction>> story) {
        UsageEventV1 leaving = voiding(request, event);
        said(leaving).setMovedTo(replacement.getLicense());
        var left = records.decided(List.of(leaving), request.commandId()).get(0);
        DecidedRecords.requireTaken(left, request);
        if (left != null && left.getKind() == VerdictKind.DUPLICATE) {
            requireGone(request, replacement.getLicense(), story.get());
        }
        var verdict = records.decided(List.of(replacement), request.commandId()).get(0);
        if (verdict == null || verdict.getKind() == VerdictKind.COUNTED || verdict.getKind() == VerdictKind.DUPLICATE) {
            DecidedRecords.requireTaken(verdict, request);
            return;
        }
        if (verdict.getKind() == VerdictKind.CONFLICT) {
            throw Problem.refused(
                            "COMMAND_ID_REUSED", "commandId", "this command amended the event to something else before")
                    .asException();
        }
        UsageEventV1 back = correcting(UsageKind.RESTORE, request, event);
        said(back).setCommandId(request.commandId() + "/back");
        said(back).setMovedTo(replacement.getLicense());
        DecidedRecords.requireTaken(
                records.decided(List.of(back), request.commandId()).get(0), request);
        throw Problem.refused(
                        verdict.getReason(),
                        "toLicense",
                        "license " + replacement.getLicense() + " does not take the event, so it stays where it was: "
                                + verdict.getDetail())
                .asException();
    }

    /** A command that was sent before may have been undone since. */
    private static void requireGone(CorrectionRequest request, String toLicense, List<Correction> story) {
        var last = story.isEmpty() ? null : said(story.get(story.size() - 1).said());
        if (last == null
                || !last.getCommandId().equals(request.commandId())
                || !last.getMovedTo().equals(toLicense)) {
            throw Problem.refused(
                            "COMMAND_ID_REUSED",
                            "commandId",
                            "this command was taken before and was undone, or moved the event elsewhere: "
                                    + "send it with another id")
                    .asException();
        }
    }

    /** The id of what takes the place of an event: of one command always the same. */
    private static String idAfter(String id, String commandId) {
        return id + AMENDED + commandId;
    }
}
