package io.tallyport.port.explain;

import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Usage records and their verdicts in the words of the recomputation. Pure. */
final class WireEvents {

    private static final int MOST_DIGITS = 100;
    private static final String METER = "meter";
    private static final String REVISION = "revision";
    private static final Pattern WHOLE = Pattern.compile("\\d{1,18}");

    /** Whether a record brought an event that counted: an amendment does, by being taken. */
    static boolean brought(UsageEventV1 record, UsageVerdictV1 verdict) {
        return switch (record.getKind()) {
            case USAGE -> verdict.getKind() == VerdictKind.COUNTED;
            case AMEND -> isTaken(record, verdict);
            default -> false;
        };
    }

    /** Whether a record is a correction that was taken. */
    static boolean isTaken(UsageEventV1 record, UsageVerdictV1 verdict) {
        return verdict.getKind() == VerdictKind.CORRECTED
                && verdict.getReason().equals(record.getKind().name());
    }

    /** Whether a record corrects an event. */
    static boolean isCorrection(UsageEventV1 record) {
        return record.getKind() == UsageKind.VOID
                || record.getKind() == UsageKind.RESTORE
                || record.getKind() == UsageKind.AMEND;
    }

    /** Whether a record says that a license goes over to what a version of a meter counts of the past. */
    static boolean isRecountOfMeter(UsageEventV1 record) {
        return record.getKind() == UsageKind.RECOUNT && record.getData().containsKey(METER);
    }

    /** Notes that a license has gone over: of several records the one that was taken last, which the others precede. */
    static void note(UsageEventV1 record, Origin at, MeterSwitches switches) {
        String revision = String.valueOf(record.getData().get(REVISION));
        if (WHOLE.matcher(revision).matches()) {
            switches.note(
                    record.getLicense(),
                    String.valueOf(record.getData().get(METER)),
                    at.offset(),
                    Long.parseLong(revision));
        }
    }

    /** The event of a record that was counted. */
    static JudgedEvent judged(UsageEventV1 record, Origin at, UsageVerdictV1 verdict) {
        var original = record.getOriginal();
        return new JudgedEvent(
                event(record),
                at,
                verdict.getZone().name(),
                verdict.getCatalogRevision(),
                original == null ? "" : original.getId());
    }

    /** Notes what a correction that was taken says of the events. */
    static void note(UsageEventV1 record, Origin at, Corrections corrections) {
        var said = record.getCorrection();
        if (said == null) {
            return;
        }
        boolean restores = record.getKind() == UsageKind.RESTORE;
        String other = record.getKind() == UsageKind.AMEND ? record.getId() : said.getMovedTo();
        corrections.note(
                new Origin(said.getTopic(), at.partition(), said.getOffset()),
                at.offset(),
                new Corrections.Taken(
                        record.getKind().name(),
                        restores,
                        said.getCommandId(),
                        said.getAuthor(),
                        said.getReason(),
                        other));
        if (restores && said.getReplacement() != null) {
            // What had taken the place of the event counts no more, now that the event itself does.
            corrections.note(
                    new Origin(said.getReplacementTopic(), at.partition(), said.getReplacementOffset()),
                    at.offset(),
                    new Corrections.Taken(
                            UsageKind.RESTORE.name(),
                            false,
                            said.getCommandId(),
                            said.getAuthor(),
                            said.getReason(),
                            record.getOriginal() == null
                                    ? ""
                                    : record.getOriginal().getId()));
        }
    }

    private static UsageEvent event(UsageEventV1 e) {
        return new UsageEvent(
                e.getLicense(),
                e.getSource(),
                e.getId(),
                e.getType(),
                e.getTimeMs(),
                e.getEpoch(),
                e.getSequence(),
                e.getSubjectPath(),
                values(e.getData()),
                e.getUnresolved());
    }

    private static Map<String, @Nullable Object> values(Map<String, Object> wire) {
        var values = new HashMap<String, @Nullable Object>(wire.size() * 2);
        wire.forEach((path, value) ->
                values.put(path, value instanceof DecimalV1 decimal ? numberOrText(decimal.getValue()) : value));
        return values;
    }

    /** A decimal that is none is text, and so it was when the event was counted. */
    private static Object numberOrText(String text) {
        if (text.length() > MOST_DIGITS) {
            return text;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return text;
        }
    }

    private WireEvents() {}
}
