package io.tallyport.pipeline.state;

import io.tallyport.domain.catalog.FailurePolicy;
import io.tallyport.domain.catalog.FeatureKind;
import io.tallyport.domain.catalog.Quota;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.entitlement.FeatureEntitlement;
import io.tallyport.domain.entitlement.Verdict;
import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.license.LicenseState;
import io.tallyport.domain.quota.QuotaLevel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;

/** The stored form of what was last published, and of what it rests on. */
final class EntitlementCodec {

    static void write(BinaryOutput out, Entitlement e) {
        out.text(e.license())
                .number(e.version())
                .text(e.state().name())
                .text(e.reason())
                .text(e.product())
                .text(e.plan())
                .text(e.customer())
                .text(e.keyHash())
                .fixed(e.expiresAtMs())
                .number(e.catalogRevision())
                .flag(e.quarantined())
                .list(e.features(), EntitlementCodec::writeFeature)
                .fixed(e.decidedAtMs());
    }

    static Entitlement read(BinaryInput in) {
        String license = in.text();
        long version = in.number();
        var state = LicenseState.valueOf(in.text());
        String reason = in.text();
        String product = in.text();
        String plan = in.text();
        String customer = in.text();
        String keyHash = in.text();
        long expiresAtMs = in.fixed();
        return new Entitlement(
                license,
                version,
                state,
                reason,
                product,
                plan,
                customer,
                keyHash,
                // A key before it, and a longer grace, follow with the terms.
                "",
                Long.MAX_VALUE,
                expiresAtMs,
                expiresAtMs,
                in.number(),
                in.flag(),
                in.common("features of " + plan, EntitlementCodec::readFeatures),
                in.fixed());
    }

    static void writeEvidence(BinaryOutput out, Evidence e) {
        out.text(e.rule())
                .number(e.catalogRevision())
                .text(e.origin().topic())
                .number(e.origin().partition())
                .number(e.origin().offset())
                .text(e.eventSource())
                .text(e.eventId())
                .list(
                        e.inputs().entrySet(),
                        (o, entry) -> o.text(entry.getKey()).text(entry.getValue()));
    }

    static Evidence readEvidence(BinaryInput in) {
        String rule = in.text();
        long revision = in.number();
        var origin = new Origin(in.text(), (int) in.number(), in.number());
        String source = in.text();
        String id = in.text();
        var inputs = new LinkedHashMap<String, String>();
        in.list(i -> java.util.Map.entry(i.text(), i.text())).forEach(e -> inputs.put(e.getKey(), e.getValue()));
        return new Evidence(rule, revision, origin, source, id, inputs);
    }

    static void writeQuota(BinaryOutput out, Quota quota) {
        out.text(quota.meter())
                .text(quota.window().name())
                .decimal(quota.limit())
                .flag(quota.hard())
                .list(quota.thresholdsPercent(), (o, percent) -> o.number(percent));
    }

    static Quota readQuota(BinaryInput in) {
        return new Quota(in.text(), Window.valueOf(in.text()), in.decimal(), in.flag(), in.list(i -> (int) i.number()));
    }

    private static void writeFeature(BinaryOutput out, FeatureEntitlement f) {
        out.text(f.feature())
                .text(f.kind().name())
                .text(f.value())
                .text(f.access().name())
                .text(f.reason())
                .text(f.meter())
                .optional(f.window(), (o, window) -> o.text(window.name()))
                .fixed(f.windowFromMs())
                .fixed(f.windowToMs())
                .optional(f.limit(), BinaryOutput::decimal)
                .flag(f.hard())
                .text(f.level().name())
                .decimal(f.usedWhenDecided())
                .text(f.bound())
                .text(f.onFailure().mode().word())
                .number(f.onFailure().period().toMillis())
                .decimal(f.onFailure().units())
                .flag(f.traceEach())
                .optional(f.evidence(), EntitlementCodec::writeEvidence);
    }

    private static List<FeatureEntitlement> readFeatures(BinaryInput in) {
        // As the entitlement keeps it: what is immutable already is not copied for each.
        return List.copyOf(in.list(EntitlementCodec::readFeature));
    }

    private static FeatureEntitlement readFeature(BinaryInput in) {
        return new FeatureEntitlement(
                in.text(),
                FeatureKind.valueOf(in.text()),
                in.text(),
                Verdict.valueOf(in.text()),
                in.text(),
                in.text(),
                in.optional(i -> Window.valueOf(i.text())),
                in.fixed(),
                in.fixed(),
                in.optional(BinaryInput::decimal),
                in.flag(),
                QuotaLevel.valueOf(in.text()),
                in.decimal(),
                in.text(),
                new FailurePolicy(FailurePolicy.Mode.ofWord(in.text()), Duration.ofMillis(in.number()), in.decimal()),
                in.flag(),
                in.optional(EntitlementCodec::readEvidence));
    }

    private EntitlementCodec() {}
}
