package io.tallyport.verifier;

import io.tallyport.contract.LicensePartition;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The verdict that a usage record must have, by the rules of docs/errors.md, in the order in which they apply. */
final class UsageRules {

    private static final int MOST_BYTES = 64 * 1024;
    private static final long HOUR_MS = 3_600_000L;
    private static final long DAY_MS = 24 * HOUR_MS;
    private static final long ACCEPTED_DAYS = 35;

    private final int partition;
    private final int partitions;
    private final Identities identities;
    private final Backfills backfills = new Backfills();

    /**
     * A verdict.
     *
     * @param kind as on the wire
     * @param reason code; empty for a counted event
     * @param values what a counted event adds, by meter
     * @param id identity of an event that passed all other rules; null if it did not
     */
    record Expected(String kind, String reason, Map<Terms.Meter, Added> values, Identities.@Nullable Id id) {
        static Expected rejected(String reason) {
            return new Expected("REJECTED", reason, Map.of(), null);
        }

        boolean isCounted() {
            return kind.equals("COUNTED");
        }
    }

    /** What the pipeline said, where the rules leave it a choice. */
    record Said(String kind, String reason) {}

    UsageRules(int partition, int partitions) {
        this.partition = partition;
        this.partitions = partitions;
        this.identities = new Identities(partition);
    }

    Expected judge(Stored record, Licenses licenses, Terms terms, long nowMs, Said said) {
        UsageEventV1 event = record.as(UsageEventV1.class);
        if (event == null) {
            return Expected.rejected(record.fault());
        }
        String refusal = form(event, record.bytes());
        return refusal.isEmpty()
                ? judge(event, record.place().topic(), licenses, terms, nowMs, said)
                : Expected.rejected(refusal);
    }

    /** The verdict on an event of a good form that takes the place of another: its job need not run any more. */
    Expected judgeEvent(UsageEventV1 event, Licenses licenses, Terms terms, long nowMs) {
        return judge(event, "", licenses, terms, nowMs, new Said("", ""));
    }

    private Expected judge(UsageEventV1 event, String topic, Licenses licenses, Terms terms, long nowMs, Said said) {
        String refusal = terms(event, licenses.find(event.getLicense()), terms, nowMs);
        if (refusal.isEmpty() && !topic.isEmpty() && Backfills.brings(event)) {
            refusal = backfills.refusal(event, topic, nowMs);
            // When a build began to keep months for so long is the pipeline's to say.
            boolean isForgotten =
                    said.reason().equals("BACKFILL_MONTH_UNKNOWN") && Backfills.isOld(event.getTimeMs(), nowMs);
            refusal = refusal.isEmpty() && isForgotten ? said.reason() : refusal;
        }
        if (!refusal.isEmpty()) {
            return Expected.rejected(refusal);
        }
        var measured = Quantities.measure(event, terms.metersOf(event.getType(), event.getTimeMs()));
        return measured.reason().isEmpty()
                ? repeats(event, measured.values(), nowMs, said)
                : Expected.rejected(measured.reason());
    }

    Identities identities() {
        return identities;
    }

    /**
     * Whether an event was counted with this payload, and that is not forgotten.
     *
     * @param saysNot whether the pipeline says that it was not: when exactly it forgets is its choice
     */
    boolean isCounted(UsageEventV1 event, long nowMs, boolean saysNot) {
        var before = identities.find(identities.idOf(event));
        return before != null
                && before.payload() == identities.payloadOf(event)
                && !(saysNot && Backfills.brings(event) && mayBeForgotten(before, nowMs));
    }

    /** An id may be forgotten once its day has passed the acceptance limit; when exactly is the pipeline's choice. */
    private static boolean mayBeForgotten(Identities.Counted counted, long nowMs) {
        return counted.day() < nowMs / DAY_MS - ACCEPTED_DAYS - 1;
    }

    /** Remembers an event that was counted. */
    void counted(UsageEventV1 event, Identities.Id id, long nowMs) {
        identities.add(id, new Identities.Counted(identities.payloadOf(event), nowMs / DAY_MS));
        backfills.counted(event, nowMs);
    }

    private String form(UsageEventV1 event, int bytes) {
        if (event.getKind() != UsageKind.USAGE) {
            return "KIND_UNSUPPORTED";
        }
        if (bytes > MOST_BYTES) {
            return "TOO_LARGE";
        }
        String refusal = names(event);
        if (!refusal.isEmpty()) {
            return refusal;
        }
        return LicensePartition.of(event.getLicense(), partitions) == partition ? "" : "MISROUTED";
    }

    /** What keeps an event from being told apart from others. */
    static String names(UsageEventV1 event) {
        if (!event.getUnresolved().isEmpty()) {
            return event.getUnresolved().equals("LICENSE_MISSING") ? "LICENSE_MISSING" : "LICENSE_KEY_UNKNOWN";
        }
        if (event.getLicense().isEmpty()) {
            return "LICENSE_MISSING";
        }
        if (event.getSource().isEmpty()) {
            return "SOURCE_MISSING";
        }
        return event.getId().isEmpty() ? "ID_MISSING" : "";
    }

    private static String terms(UsageEventV1 event, @Nullable Life license, Terms terms, long nowMs) {
        if (license == null) {
            return "LICENSE_UNKNOWN";
        }
        if (terms.revision() == 0) {
            return "NO_CATALOG";
        }
        if (!allows(terms.products(), license.product, event.getSource())) {
            return "EMITTER_NOT_ALLOWED";
        }
        if (!terms.knows(event.getType())) {
            return "EVENT_TYPE_UNKNOWN";
        }
        return nowMs > 0 && event.getTimeMs() > nowMs + HOUR_MS ? "TIME_IN_FUTURE" : "";
    }

    private static boolean allows(Map<String, List<String>> products, String product, String source) {
        List<String> sources = products.getOrDefault(product, List.of());
        for (String allowed : sources) {
            boolean fits = allowed.endsWith("*")
                    ? source.startsWith(allowed.substring(0, allowed.length() - 1))
                    : allowed.equals(source);
            if (fits) {
                return true;
            }
        }
        return sources.isEmpty();
    }

    private Expected repeats(UsageEventV1 event, Map<Terms.Meter, Added> values, long nowMs, Said said) {
        var id = identities.idOf(event);
        var before = identities.find(id);
        boolean saidRepeat = said.kind().equals("DUPLICATE") || said.kind().equals("CONFLICT");
        if (before != null && (saidRepeat || !mayBeForgotten(before, nowMs))) {
            return before.payload() == identities.payloadOf(event)
                    ? new Expected("DUPLICATE", "SAME_ID_SAME_PAYLOAD", Map.of(), id)
                    : new Expected("CONFLICT", "SAME_ID_OTHER_PAYLOAD", Map.of(), id);
        }
        return event.getTimeMs() < nowMs - Backfills.reachMs(event)
                ? new Expected("LATE", "OLDER_THAN_ACCEPTANCE_LIMIT", Map.of(), id)
                : new Expected("COUNTED", "", values, id);
    }
}
