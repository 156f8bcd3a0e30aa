package io.tallyport.pipeline;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.UsageCorrectionV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;

/** The corrections of usage records, as the port writes them. */
final class Corrections {

    private static final String TOPIC = TopicCatalog.USAGE_EVENTS.name();

    static UsageEventV1.Builder voiding(UsageEventV1 original, long offset, String command) {
        return of(UsageKind.VOID, original, offset, command);
    }

    static UsageEventV1.Builder restoring(UsageEventV1 original, long offset, String command) {
        return of(UsageKind.RESTORE, original, offset, command);
    }

    /** Restores an amended event, and names the event that took its place. */
    static UsageEventV1.Builder restoring(
            UsageEventV1 original, long offset, UsageEventV1 replacement, long replacementOffset, String command) {
        var record = restoring(original, offset, command);
        record.getCorrection().setReplacement(replacement);
        record.getCorrection().setReplacementTopic(TOPIC);
        record.getCorrection().setReplacementOffset(replacementOffset);
        return record;
    }

    /** Puts another event in the place of one. */
    static UsageEventV1.Builder amending(UsageEventV1 original, long offset, UsageEventV1 replacement, String command) {
        var record = of(UsageKind.AMEND, original, offset, command);
        return UsageEventV1.newBuilder(replacement)
                .setKind(UsageKind.AMEND)
                .setOriginal(original)
                .setCorrection(record.getCorrection());
    }

    private static UsageEventV1.Builder of(UsageKind kind, UsageEventV1 original, long offset, String command) {
        return UsageEventV1.newBuilder()
                .setKind(kind)
                .setLicense(original.getLicense())
                .setOriginal(original)
                .setCorrection(UsageCorrectionV1.newBuilder()
                        .setCommandId(command)
                        .setAuthor("billing")
                        .setReason("sent twice by hand")
                        .setTopic(TOPIC)
                        .setOffset(offset)
                        .build());
    }

    private Corrections() {}
}
