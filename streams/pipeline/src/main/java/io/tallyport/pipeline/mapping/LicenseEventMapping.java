package io.tallyport.pipeline.mapping;

import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.license.LicenseTimelineEvent;
import io.tallyport.domain.license.Term;
import io.tallyport.wire.LicenseEventV1;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events of a timeline as wire records. */
final class LicenseEventMapping {

    /**
     * An event of a timeline.
     *
     * @param attributes what the command said beside the license; none if it said nothing
     */
    static LicenseEventV1 event(LicenseTimelineEvent e, Origin origin, long revision, Map<String, String> attributes) {
        Term term = e.term();
        Term.PlanChange next = term.next();
        long anchorMs = e.calendar().anchorMs();
        return LicenseEventV1.newBuilder()
                .setLicense(e.license())
                .setVersion(e.version())
                .setType(e.type().name())
                .setState(e.state() == null ? "" : e.state().name())
                .setCommandId(e.commandId())
                .setAuthor(e.author())
                .setReason(e.reason())
                .setRefusal(e.refusal())
                .setField(e.field())
                .setDetail(e.detail())
                .setAtMs(e.atMs())
                .setProduct(e.product())
                .setPlan(e.plan())
                .setCustomer(e.customer())
                .setExpiresAtMs(instant(term.expiresAtMs()))
                .setStartsAtMs(instant(term.startsAtMs()))
                .setStartedAtMs(instant(term.startedAtMs()))
                .setGraceUntilMs(instant(term.graceUntilMs()))
                .setTrial(term.trial())
                .setFixedEnd(term.fixed())
                .setRenews(term.renews())
                .setOldKeyUntilMs(instant(term.oldKeyUntilMs()))
                .setNextPlan(next == null ? "" : next.plan())
                .setNextPlanAtMs(next == null ? null : (Long) next.atMs())
                .setTimeZone(e.calendar().timeZone())
                .setAnchorMs(anchorMs == UsageCalendar.NO_ANCHOR ? null : (Long) anchorMs)
                .setCatalogRevision(revision)
                .setAttributes(attributes)
                .setEvidence(EntitlementMapping.evidence(
                        new Evidence("license/" + e.type(), revision, origin, "", "", Map.of())))
                .build();
    }

    private static @Nullable Long instant(long ms) {
        return ms == Term.NEVER ? null : (Long) ms;
    }

    private LicenseEventMapping() {}
}
