package io.tallyport.pipeline.mapping;

import io.tallyport.contract.CatalogDigest;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireCodec;
import io.tallyport.contract.WireException;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.lease.LeaseRequest;
import io.tallyport.domain.license.LicenseCommand;
import io.tallyport.domain.license.Term;
import io.tallyport.domain.usage.UsageCorrection;
import io.tallyport.domain.usage.UsageRecord;
import io.tallyport.wire.CatalogRevisionV1;
import io.tallyport.wire.LeaseRequestV1;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.UsageEventV1;
import org.jspecify.annotations.Nullable;

/** From the bytes of the source topics to the domain. Not thread-safe: one per task. */
public final class SourceDecoder {

    private final WireCodec<UsageEventV1> usage;
    private final UsageEventReader reader = new UsageEventReader();
    private final WireCodec<LicenseCommandV1> commands;
    private final WireCodec<LeaseRequestV1> leases;
    private final WireCodec<CatalogRevisionV1> catalogs;

    /**
     * One decoded source record: exactly one of tick, value and unsupported.
     *
     * @param tickMs the time that a tick says; -1 if it is no tick
     * @param value what it holds; null for a tick or an unsupported kind
     * @param unsupported the kind that this version does not know; empty otherwise
     */
    public record Decoded<T>(long tickMs, @Nullable T value, String unsupported) {
        public boolean isTick() {
            return tickMs >= 0;
        }

        static <T> Decoded<T> tick(long timeMs) {
            return new Decoded<>(timeMs, null, "");
        }

        static <T> Decoded<T> of(T value) {
            return new Decoded<>(-1, value, "");
        }

        static <T> Decoded<T> unsupported(String kind) {
            return new Decoded<>(-1, null, kind);
        }
    }

    /**
     * A catalog revision as it was written.
     *
     * @param revision its number
     * @param author who applied it
     * @param reason why
     * @param document canonical JSON
     */
    public record CatalogRevision(long revision, String author, String reason, String document) {}

    public SourceDecoder(Registry registry) {
        usage = registry.codec(TopicCatalog.USAGE_EVENTS);
        commands = registry.codec(TopicCatalog.LICENSE_COMMANDS);
        leases = registry.codec(TopicCatalog.LEASE_REQUESTS);
        catalogs = registry.codec(TopicCatalog.CATALOG_REVISIONS);
    }

    /**
     * A usage record; what {@link UsageEventReader} does not read, Avro's reader does, or says what is wrong with it.
     *
     * @param origin where it lies
     */
    public Decoded<UsageRecord> usage(Origin origin, byte @Nullable [] bytes) throws WireException {
        if (bytes != null && usage.isInOwnSchema(bytes)) {
            var read = reader.read(bytes, WireCodec.HEADER_BYTES);
            if (read != null) {
                return read;
            }
        }
        UsageEventV1 e = usage.decode(bytes);
        return switch (e.getKind()) {
            case TICK -> Decoded.tick(e.getTimeMs());
            case USAGE -> Decoded.of(UsageMapping.event(e));
            case VOID, RESTORE, AMEND ->
                Decoded.of(UsageMapping.correction(
                        UsageCorrection.Kind.valueOf(e.getKind().name()), e, origin));
            case RECOUNT -> recount(e, origin);
            case UNKNOWN -> Decoded.unsupported(e.getKind().name());
        };
    }

    private static Decoded<UsageRecord> recount(UsageEventV1 e, Origin origin) {
        try {
            return Decoded.of(
                    MeterRecountMapping.isOne(e)
                            ? MeterRecountMapping.recount(e, origin.partition())
                            : RecountMapping.recount(e, origin.partition()));
        } catch (RuntimeException failure) {
            // Whoever wrote it was no recount of ours.
            return Decoded.unsupported(e.getKind().name() + " without totals: " + failure.getMessage());
        }
    }

    public Decoded<LicenseCommand> command(byte @Nullable [] bytes) throws WireException {
        LicenseCommandV1 c = commands.decode(bytes);
        LicenseCommand.Kind kind = switch (c.getKind()) {
            case TICK, UNKNOWN -> null;
            case ISSUE -> LicenseCommand.Kind.ISSUE;
            case SUSPEND -> LicenseCommand.Kind.SUSPEND;
            case RESUME -> LicenseCommand.Kind.RESUME;
            case REVOKE -> LicenseCommand.Kind.REVOKE;
            case RELEASE -> LicenseCommand.Kind.RELEASE;
            case CHANGE_PLAN -> LicenseCommand.Kind.CHANGE_PLAN;
            case ADJUST -> LicenseCommand.Kind.ADJUST;
            case RELEASE_STATEMENT -> LicenseCommand.Kind.RELEASE_STATEMENT;
            case SEAT_ASSIGN -> LicenseCommand.Kind.SEAT_ASSIGN;
            case SEAT_RELEASE -> LicenseCommand.Kind.SEAT_RELEASE;
            case ACTIVATE -> LicenseCommand.Kind.ACTIVATE;
            case RENEW -> LicenseCommand.Kind.RENEW;
            case REINSTATE -> LicenseCommand.Kind.REINSTATE;
            case REKEY -> LicenseCommand.Kind.REKEY;
            case CANCEL_CHANGE -> LicenseCommand.Kind.CANCEL_CHANGE;
        };
        if (kind == null) {
            return c.getKind() == io.tallyport.wire.LicenseCommandKind.TICK
                    ? Decoded.tick(c.getTimeMs())
                    : Decoded.unsupported(c.getKind().name());
        }
        return Decoded.of(new LicenseCommand(
                kind,
                c.getLicense(),
                c.getCommandId(),
                c.getAuthor(),
                c.getReason(),
                c.getProduct(),
                c.getPlan(),
                c.getCustomer(),
                c.getKeyHash(),
                c.getExpiresAtMs() == null ? Long.MAX_VALUE : c.getExpiresAtMs(),
                c.getTimeZone(),
                c.getAnchorMs() == null ? UsageCalendar.NO_ANCHOR : c.getAnchorMs(),
                c.getStartsAtMs() == null ? Term.NEVER : c.getStartsAtMs(),
                c.getAttributes()));
    }

    public Decoded<LeaseRequest> lease(byte @Nullable [] bytes) throws WireException {
        LeaseRequestV1 r = leases.decode(bytes);
        return switch (r.getKind()) {
            case TICK -> Decoded.tick(r.getTimeMs());
            case REQUEST, CLOSE ->
                Decoded.of(new LeaseRequest(
                        r.getRequestId(),
                        r.getLicense(),
                        r.getFeature(),
                        r.getMeter(),
                        r.getNode(),
                        r.getKind() == io.tallyport.wire.LeaseRequestKind.CLOSE));
            case UNKNOWN -> Decoded.unsupported(r.getKind().name());
        };
    }

    public Decoded<CatalogRevision> catalog(byte @Nullable [] bytes) throws WireException {
        CatalogRevisionV1 c = catalogs.decode(bytes);
        return switch (c.getKind()) {
            case TICK -> Decoded.tick(c.getTimeMs());
            case REVISION -> {
                CatalogDigest.require(c);
                yield Decoded.of(new CatalogRevision(c.getRevision(), c.getAuthor(), c.getReason(), c.getDocument()));
            }
            case UNKNOWN -> Decoded.unsupported(c.getKind().name());
        };
    }
}
