package io.tallyport.readmodel;

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

/** Wire records as the words of the domain. Every method throws IllegalArgumentException for what it cannot read. */
final class Wire {

    /** The entitlement of a snapshot. */
    static Entitlement toEntitlement(EntitlementSnapshotV1 wire) {
        long expiresAtMs = wire.getExpiresAtMs() == null ? Long.MAX_VALUE : wire.getExpiresAtMs();
        return new Entitlement(
                wire.getLicense(),
                wire.getVersion(),
                word(LicenseState.class, "state", wire.getState()),
                wire.getReason(),
                wire.getProduct(),
                wire.getPlan(),
                wire.getCustomer(),
                wire.getKeyHash(),
                wire.getOldKeyHash(),
                wire.getOldKeyUntilMs() == null ? Long.MAX_VALUE : wire.getOldKeyUntilMs(),
                expiresAtMs,
                wire.getGraceUntilMs() == null ? expiresAtMs : wire.getGraceUntilMs(),
                wire.getCatalogRevision(),
                wire.getQuarantined(),
                wire.getFeatures().stream().map(Wire::toFeature).toList(),
                wire.getDecidedAtMs());
    }

    /** What one feature allows. */
    static FeatureEntitlement toFeature(FeatureEntitlementV1 wire) {
        BigDecimal used = decimal("usedWhenDecided", wire.getUsedWhenDecided());
        BigDecimal units = decimal("failUnits", wire.getFailUnits());
        return new FeatureEntitlement(
                wire.getFeature(),
                word(FeatureKind.class, "kind", wire.getKind()),
                wire.getValue(),
                word(Verdict.class, "access", wire.getAccess()),
                wire.getReason(),
                wire.getMeter(),
                wire.getWindow().isEmpty() ? null : word(Window.class, "window", wire.getWindow()),
                wire.getWindowFromMs(),
                wire.getWindowToMs(),
                decimal("limit", wire.getLimit()),
                wire.getHard(),
                wire.getLevel().isEmpty() ? QuotaLevel.WITHIN : word(QuotaLevel.class, "level", wire.getLevel()),
                used == null ? BigDecimal.ZERO : used,
                wire.getBound(),
                new FailurePolicy(
                        FailurePolicy.Mode.ofWord(wire.getFailMode()),
                        Duration.ofMillis(wire.getFailForMs()),
                        units == null ? BigDecimal.ZERO : units),
                wire.getTrace().equals("each"),
                toEvidence(wire.getEvidence()));
    }

    /** Evidence, if there is any. */
    static @Nullable Evidence toEvidence(@Nullable EvidenceV1 wire) {
        return wire == null
                ? null
                : new Evidence(
                        wire.getRule(),
                        wire.getCatalogRevision(),
                        new Origin(wire.getTopic(), wire.getPartition(), wire.getOffset()),
                        wire.getEventSource(),
                        wire.getEventId(),
                        wire.getInputs());
    }

    /** An exact decimal; null for an empty text. */
    static @Nullable BigDecimal decimal(String field, String text) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(field + " is no decimal: '" + text + "'", e);
        }
    }

    /** An exact decimal that must be there. */
    static BigDecimal requiredDecimal(String field, String text) {
        BigDecimal value = decimal(field, text);
        if (value == null) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return value;
    }

    private static <E extends Enum<E>> E word(Class<E> type, String field, String text) {
        try {
            return Enum.valueOf(type, text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(field + " has an unknown value: '" + text + "'", e);
        }
    }

    private Wire() {}
}
