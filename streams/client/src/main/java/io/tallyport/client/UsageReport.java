package io.tallyport.client;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One usage fact as a product reports it. Made by {@link #of(String, String)}.
 *
 * @param license license id; empty only when {@code unresolved} says why
 * @param type event type, which selects the meters
 * @param source who emits; empty = the client's name
 * @param id unique within license and source; null = the emitter numbers the event itself
 * @param time when it happened; null = now, by the client's clock
 * @param timeStampedByEdge whether the time is not the product's own but stamped on arrival
 * @param data payload: exact numbers, text, booleans, null, maps and lists of these
 * @param subjectPath who produced it, outermost first
 * @param tenant installation tenant; usually empty
 * @param leaseId lease that it is spent from; empty = none
 * @param epoch numbering epoch of the emitter; 0 = not numbered
 * @param sequence number within epoch, source and partition; -1 = not numbered
 * @param context optional context of the calling client: device, session, user, address, version
 * @param unresolved why an edge could not resolve the license; empty when it could
 */
public record UsageReport(
        String license,
        String type,
        String source,
        @Nullable String id,
        @Nullable Instant time,
        boolean timeStampedByEdge,
        Map<String, @Nullable Object> data,
        List<String> subjectPath,
        String tenant,
        String leaseId,
        long epoch,
        long sequence,
        Map<String, String> context,
        String unresolved) {

    /** Longest id, source, type, license, in characters. */
    public static final int MAX_TEXT_CHARS = 256;

    private static final Set<String> CONTEXT = Set.of("device", "session", "user", "address", "version");

    /** Checks what can be checked without a catalog; throws {@link IllegalArgumentException} naming the field. */
    public UsageReport {
        requireLength("license", license);
        requireLength("type", type);
        requireLength("source", source);
        requireLength("id", id == null ? "" : id);
        requireLength("tenant", tenant);
        requireLength("leaseId", leaseId);
        LicenseKeyForm.refuse("license", license);
        if (license.isEmpty() && unresolved.isEmpty()) {
            throw new IllegalArgumentException("license: missing");
        }
        if (type.isEmpty()) {
            throw new IllegalArgumentException("type: missing");
        }
        if (id != null && id.isEmpty()) {
            throw new IllegalArgumentException("id: must not be empty; leave it out to have one assigned");
        }
        if ((epoch == 0) != (sequence == -1) || sequence < -1) {
            throw new IllegalArgumentException("epoch, sequence: give both or neither; sequence is 0 or more");
        }
        subjectPath = List.copyOf(subjectPath);
        context = Map.copyOf(context);
        for (String key : context.keySet()) {
            if (!CONTEXT.contains(key)) {
                throw new IllegalArgumentException(
                        "context." + key + ": unknown; expected one of device, session, user, address, version");
            }
        }
    }

    /** Begins a report. */
    public static Builder of(String license, String type) {
        return new Builder(license, type);
    }

    /** A report to change. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    private static void requireLength(String field, String value) {
        if (value.length() > MAX_TEXT_CHARS) {
            throw new IllegalArgumentException(field + ": is longer than " + MAX_TEXT_CHARS + " characters");
        }
    }

    /** Collects a report. Not thread-safe. */
    public static final class Builder {
        private final String license;
        private final String type;
        private String source = "";
        private @Nullable String id;
        private @Nullable Instant time;
        private boolean timeStampedByEdge;
        private Map<String, @Nullable Object> data = Map.of();
        private List<String> subjectPath = List.of();
        private String tenant = "";
        private String leaseId = "";
        private long epoch;
        private long sequence = -1;
        private Map<String, String> context = Map.of();
        private String unresolved = "";

        private Builder(String license, String type) {
            this.license = license;
            this.type = type;
        }

        private Builder(UsageReport r) {
            this(r.license(), r.type());
            source = r.source();
            id = r.id();
            time = r.time();
            timeStampedByEdge = r.timeStampedByEdge();
            data = r.data();
            subjectPath = r.subjectPath();
            tenant = r.tenant();
            leaseId = r.leaseId();
            epoch = r.epoch();
            sequence = r.sequence();
            context = r.context();
            unresolved = r.unresolved();
        }

        /** Who emits. */
        public Builder source(String value) {
            source = value;
            return this;
        }

        /** An id of the product's own, unique within license and source. */
        public Builder id(@Nullable String value) {
            id = value;
            return this;
        }

        /** When it happened, by the product's clock. */
        public Builder time(@Nullable Instant value) {
            time = value;
            timeStampedByEdge = false;
            return this;
        }

        /** When it arrived, where the product gave no time. */
        public Builder timeStampedByEdge(Instant value) {
            time = value;
            timeStampedByEdge = true;
            return this;
        }

        /** The payload. */
        public Builder data(Map<String, @Nullable Object> value) {
            data = value;
            return this;
        }

        /** Who produced it, outermost first. */
        public Builder subjectPath(List<String> value) {
            subjectPath = value;
            return this;
        }

        /** Installation tenant. */
        public Builder tenant(String value) {
            tenant = value;
            return this;
        }

        /** Lease that it is spent from. */
        public Builder leaseId(String value) {
            leaseId = value;
            return this;
        }

        /** The emitter's own numbering. */
        public Builder numbered(long epochValue, long sequenceValue) {
            epoch = epochValue;
            sequence = sequenceValue;
            return this;
        }

        /** Context of the calling client: device, session, user, address, version. */
        public Builder context(Map<String, String> value) {
            context = value;
            return this;
        }

        /** Why the license could not be resolved. */
        public Builder unresolved(String value) {
            unresolved = value;
            return this;
        }

        /** The report; throws {@link IllegalArgumentException} naming what is wrong. */
        public UsageReport build() {
            return new UsageReport(
                    license,
                    type,
                    source,
                    id,
                    time,
                    timeStampedByEdge,
                    data,
                    subjectPath,
                    tenant,
                    leaseId,
                    epoch,
                    sequence,
                    context,
                    unresolved);
        }
    }
}
