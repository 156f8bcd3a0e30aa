package io.tallyport.client.internal;

import io.tallyport.domain.catalog.FailurePolicy;
import io.tallyport.domain.catalog.FeatureKind;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.entitlement.FeatureEntitlement;
import io.tallyport.domain.entitlement.Verdict;
import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.license.LicenseState;
import io.tallyport.domain.quota.QuotaLevel;
import io.tallyport.wire.EntitlementSnapshotV1;
import io.tallyport.wire.EvidenceV1;
import io.tallyport.wire.FeatureEntitlementV1;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots, wire to core and back. A value that this version does not know is refused, never guessed: the view then
 * keeps the last good snapshot and counts the record as corrupt.
 */
public final class EntitlementMapping {

    private static final String TRACE_EACH = "each";
    private static final String TRACE_COUNTED = "counted";

    /**
     * From the wire.
     *
     * @throws IllegalArgumentException naming the field, when a value is unknown or no exact decimal
     */
    public static Entitlement entitlement(EntitlementSnapshotV1 wire) {
        long expiresAt = wire.getExpiresAtMs() == null ? Long.MAX_VALUE : wire.getExpiresAtMs();
        return new Entitlement(
                required("license", wire.getLicense()),
                wire.getVersion(),
                constant(LicenseState.class, "state", wire.getState()),
                wire.getReason(),
                wire.getProduct(),
                wire.getPlan(),
                wire.getCustomer(),
                wire.getKeyHash(),
                wire.getOldKeyHash(),
                wire.getOldKeyUntilMs() == null ? Long.MAX_VALUE : wire.getOldKeyUntilMs(),
                expiresAt,
                wire.getGraceUntilMs() == null ? expiresAt : wire.getGraceUntilMs(),
                wire.getCatalogRevision(),
                wire.getQuarantined(),
                wire.getFeatures().stream().map(EntitlementMapping::feature).toList(),
                wire.getDecidedAtMs());
    }

    /** To the wire. */
    public static EntitlementSnapshotV1 wire(Entitlement e) {
        return EntitlementSnapshotV1.newBuilder()
                .setLicense(e.license())
                .setVersion(e.version())
                .setState(e.state().name())
                .setReason(e.reason())
                .setProduct(e.product())
                .setPlan(e.plan())
                .setCustomer(e.customer())
                .setKeyHash(e.keyHash())
                .setOldKeyHash(e.oldKeyHash())
                .setOldKeyUntilMs(e.oldKeyUntilMs() == Long.MAX_VALUE ? null : (Long) e.oldKeyUntilMs())
                .setExpiresAtMs(e.expiresAtMs() == Long.MAX_VALUE ? null : (Long) e.expiresAtMs())
                .setGraceUntilMs(e.graceUntilMs() == e.expiresAtMs() ? null : (Long) e.graceUntilMs())
                .setCatalogRevision(e.catalogRevision())
                .setQuarantined(e.quarantined())
                .setFeatures(e.features().stream().map(EntitlementMapping::wire).toList())
                .setDecidedAtMs(e.decidedAtMs())
                .build();
    }

    /** One feature from the wire; throws as {@link #entitlement}. */
    public static FeatureEntitlement feature(FeatureEntitlementV1 wire) {
        EvidenceV1 evidence = wire.getEvidence();
        return new FeatureEntitlement(
                required("feature", wire.getFeature()),
                constant(FeatureKind.class, "kind", wire.getKind()),
                wire.getValue(),
                constant(Verdict.class, "access", wire.getAccess()),
                wire.getReason(),
                wire.getMeter(),
                wire.getWindow().isEmpty() ? null : constant(Window.class, "window", wire.getWindow()),
                wire.getWindowFromMs(),
                wire.getWindowToMs(),
                wire.getLimit().isEmpty() ? null : decimal("limit", wire.getLimit()),
                wire.getHard(),
                wire.getLevel().isEmpty() ? QuotaLevel.WITHIN : constant(QuotaLevel.class, "level", wire.getLevel()),
                decimal("usedWhenDecided", wire.getUsedWhenDecided()),
                wire.getBound(),
                new FailurePolicy(
                        FailurePolicy.Mode.ofWord(wire.getFailMode()),
                        Duration.ofMillis(wire.getFailForMs()),
                        decimal("failUnits", wire.getFailUnits())),
                wire.getTrace().equals(TRACE_EACH),
                evidence == null ? null : evidence(evidence));
    }

    /** One feature to the wire. */
    public static FeatureEntitlementV1 wire(FeatureEntitlement f) {
        Window window = f.window();
        BigDecimal limit = f.limit();
        Evidence evidence = f.evidence();
        return FeatureEntitlementV1.newBuilder()
                .setFeature(f.feature())
                .setKind(f.kind().name())
                .setValue(f.value())
                .setAccess(f.access().name())
                .setReason(f.reason())
                .setMeter(f.meter())
                .setWindow(window == null ? "" : window.name())
                .setWindowFromMs(f.windowFromMs())
                .setWindowToMs(f.windowToMs())
                .setLimit(limit == null ? "" : limit.toPlainString())
                .setHard(f.hard())
                .setLevel(f.level().name())
                .setUsedWhenDecided(f.usedWhenDecided().toPlainString())
                .setBound(f.bound())
                .setFailMode(f.onFailure().mode().word())
                .setFailForMs(f.onFailure().period().toMillis())
                .setFailUnits(f.onFailure().units().toPlainString())
                .setTrace(f.traceEach() ? TRACE_EACH : TRACE_COUNTED)
                .setEvidence(evidence == null ? null : wire(evidence))
                .build();
    }

    private static Evidence evidence(EvidenceV1 wire) {
        return new Evidence(
                wire.getRule(),
                wire.getCatalogRevision(),
                new Origin(wire.getTopic(), wire.getPartition(), wire.getOffset()),
                wire.getEventSource(),
                wire.getEventId(),
                wire.getInputs());
    }

    private static EvidenceV1 wire(Evidence e) {
        return EvidenceV1.newBuilder()
                .setRule(e.rule())
                .setCatalogRevision(e.catalogRevision())
                .setTopic(e.origin().topic())
                .setPartition(e.origin().partition())
                .setOffset(e.origin().offset())
                .setEventSource(e.eventSource())
                .setEventId(e.eventId())
                .setInputs(e.inputs())
                .build();
    }

    static <E extends Enum<E>> E constant(Class<E> type, String field, @Nullable String name) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(field + ": unknown value \"" + name + "\"");
    }

    private static BigDecimal decimal(String field, String text) {
        if (text.isEmpty()) {
            return BigDecimal.ZERO;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(field + ": no exact decimal: \"" + text + "\"", e);
        }
    }

    private static String required(String field, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            throw new IllegalArgumentException(field + ": missing");
        }
        return text;
    }

    private EntitlementMapping() {}
}
