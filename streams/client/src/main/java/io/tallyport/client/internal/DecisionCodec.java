package io.tallyport.client.internal;

import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireCodec;
import io.tallyport.domain.entitlement.CheckInputs;
import io.tallyport.domain.entitlement.Decision;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.entitlement.FeatureEntitlement;
import io.tallyport.domain.entitlement.ViewTime;
import io.tallyport.domain.license.LicenseState;
import io.tallyport.wire.CheckDecisionV1;
import io.tallyport.wire.FeatureEntitlementV1;

/** Decisions to the wire, and their recorded inputs back, so that anyone can take them again. Not thread-safe. */
public final class DecisionCodec {

    private final WireCodec<CheckDecisionV1> codec;

    public DecisionCodec(Registry registry) {
        this.codec = registry.codec(TopicCatalog.ENTITLEMENT_DECISIONS);
    }

    /** The bytes of a decision. Throws when the registry cannot be reached or does not know the schema. */
    public byte[] encode(TracedDecision traced) {
        return codec.encode(wire(traced));
    }

    /** A decision with its inputs, for the wire. */
    public static CheckDecisionV1 wire(TracedDecision traced) {
        Decision d = traced.decision();
        Entitlement e = d.inputs().entitlement();
        FeatureEntitlement basis = d.basis();
        ViewTime time = d.inputs().time();
        var wire = CheckDecisionV1.newBuilder()
                .setDecisionId(traced.decisionId())
                .setLicense(d.license())
                .setFeature(d.feature())
                .setVerdict(d.verdict().name())
                .setReason(d.reason())
                .setCount(traced.count())
                .setCaller(traced.caller())
                .setAtMs(time.nowMs())
                .setWallMs(traced.wallMs())
                .setViewAgeMs(time.ageMs())
                .setFreshForMs(time.freshForMs())
                .setStaleAllows(d.inputs().staleAllows())
                .setBound(d.bound())
                .setValidUntilMs(d.validUntilMs())
                .setDetail(d.detail())
                .setBasis(basis == null ? null : EntitlementMapping.wire(basis))
                .setViewPartition(traced.viewPartition())
                .setViewOffset(traced.viewOffset());
        if (e != null) {
            wire.setState(e.state().name())
                    .setEntitlementVersion(e.version())
                    .setCatalogRevision(e.catalogRevision())
                    .setProduct(e.product())
                    .setPlan(e.plan())
                    .setCustomer(e.customer())
                    .setExpiresAtMs(e.expiresAtMs() == Long.MAX_VALUE ? 0 : e.expiresAtMs())
                    .setGraceUntilMs(e.graceUntilMs() == e.expiresAtMs() ? 0 : e.graceUntilMs())
                    .setQuarantined(e.quarantined());
        }
        return wire.build();
    }

    /**
     * What a recorded decision was decided from; {@code EntitlementCheck.decide} on it gives the decision again.
     *
     * @throws IllegalArgumentException naming the field, when the record holds a value that is not known
     */
    public static CheckInputs inputs(CheckDecisionV1 wire) {
        return new CheckInputs(
                wire.getState().isEmpty() ? null : entitlement(wire),
                wire.getLicense(),
                wire.getFeature(),
                new ViewTime(wire.getAtMs(), wire.getViewAgeMs(), wire.getFreshForMs()),
                wire.getStaleAllows());
    }

    private static Entitlement entitlement(CheckDecisionV1 wire) {
        FeatureEntitlementV1 basis = wire.getBasis();
        long expiresAtMs = wire.getExpiresAtMs() == 0 ? Long.MAX_VALUE : wire.getExpiresAtMs();
        return CheckInputs.recorded(
                wire.getLicense(),
                wire.getEntitlementVersion(),
                EntitlementMapping.constant(LicenseState.class, "state", wire.getState()),
                wire.getProduct(),
                wire.getPlan(),
                wire.getCustomer(),
                expiresAtMs,
                wire.getGraceUntilMs() == 0 ? expiresAtMs : wire.getGraceUntilMs(),
                wire.getCatalogRevision(),
                wire.getQuarantined(),
                basis == null ? null : EntitlementMapping.feature(basis));
    }
}
