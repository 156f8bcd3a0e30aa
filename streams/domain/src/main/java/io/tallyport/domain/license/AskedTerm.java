package io.tallyport.domain.license;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Plan;
import io.tallyport.domain.catalog.Validity;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** The term of a license after what a command asks of it, if that holds. */
final class AskedTerm {

    private static final Duration LONGEST_OVERLAP = Duration.ofDays(366);

    private final License license;
    private final LicenseCommand command;
    private final Catalog catalog;
    private final long nowMs;
    private final long planFromMs;

    /**
     * @param planFromMs the first instant from which another plan can hold ({@link LicenseCircumstances})
     */
    AskedTerm(License license, LicenseCommand command, Catalog catalog, long nowMs, long planFromMs) {
        this.license = license;
        this.command = command;
        this.catalog = catalog;
        this.nowMs = nowMs;
        this.planFromMs = planFromMs;
    }

    /**
     * The term after it; the same if the command asks nothing of it.
     *
     * @throws RefusedException if what is asked does not hold
     */
    Term decide() throws RefusedException {
        Term term = license.term();
        return switch (command.kind()) {
            case ACTIVATE ->
                LicenseTime.start(
                        term,
                        ofPlan(catalog, license.plan()),
                        nowMs,
                        license.calendar().zone());
            case USE ->
                term.begun(
                        ofPlan(catalog, license.plan()),
                        nowMs,
                        license.calendar().zone());
            case CHANGE_PLAN -> changed();
            case CANCEL_CHANGE -> cancelled();
            case REKEY -> rekeyed();
            case REVOKE -> license.state() == LicenseState.DRAFT ? term.unscheduled() : term.scheduling(null);
            case REINSTATE -> reinstated();
            case RENEW ->
                new LicenseRenewal(license, ofPlan(catalog, license.plan()), command.attributes(), nowMs).decide();
            default -> term;
        };
    }

    /** How long licenses of a plan are valid; for ever, if the catalog does not have it. */
    static Validity ofPlan(Catalog catalog, String plan) {
        Plan of = catalog.plans().get(plan);
        return of == null ? Validity.ENDLESS : of.validity();
    }

    /** Requires that the catalog has a plan, and that it belongs to a product. */
    static void requirePlan(Catalog catalog, String id, String product) throws RefusedException {
        Plan plan = catalog.plans().get(id);
        if (plan == null) {
            throw new RefusedException(LicenseRefusal.PLAN_UNKNOWN, "plan", "the catalog has no plan '" + id + "'");
        }
        if (!plan.product().equals(product)) {
            throw new RefusedException(
                    LicenseRefusal.PLAN_NOT_OF_PRODUCT,
                    "plan",
                    "the plan " + plan.id() + " belongs to the product " + plan.product());
        }
    }

    private Term changed() throws RefusedException {
        if (license.plan().equals(command.plan())) {
            throw new RefusedException(
                    LicenseRefusal.PLAN_UNCHANGED, "plan", "the plan is " + command.plan() + " already");
        }
        requirePlan(catalog, command.plan(), license.product());
        if (!PlanSchedule.isAsked(command)) {
            requireNotUnderWay();
            return LicenseTime.under(license, ofPlan(catalog, command.plan()), nowMs);
        }
        long atMs = PlanSchedule.atMs(license, command.attributes(), nowMs);
        requireNotUnderWay();
        return license.term().scheduling(new Term.PlanChange(command.plan(), Math.max(atMs, planFromMs)));
    }

    private Term cancelled() throws RefusedException {
        if (license.term().next() == null) {
            throw new RefusedException(LicenseRefusal.NO_CHANGE, "kind", "no change of plan is scheduled");
        }
        requireNotUnderWay();
        return license.term().scheduling(null);
    }

    /** What is scheduled is not moved, dropped or preceded once usage of it was counted. */
    private void requireNotUnderWay() throws RefusedException {
        var scheduled = license.term().next();
        if (scheduled != null && planFromMs > scheduled.atMs()) {
            throw new RefusedException(
                    LicenseRefusal.CHANGE_UNDER_WAY,
                    "kind",
                    "usage was counted already under the plan " + scheduled.plan() + ", which holds from "
                            + Instant.ofEpochMilli(scheduled.atMs()) + " on");
        }
    }

    private Term rekeyed() throws RefusedException {
        if (command.keyHash().isBlank()) {
            throw new RefusedException(LicenseRefusal.KEY_MISSING, "keyHash", "a new key needs a hash");
        }
        Duration overlap = overlap(command.attributes().getOrDefault("overlap", "PT0S"));
        return license.term().takingOldKeyUntil(overlap.isZero() ? Term.NEVER : nowMs + overlap.toMillis());
    }

    /** How long the key before is taken too. */
    private static Duration overlap(String text) throws RefusedException {
        try {
            Duration overlap = Duration.parse(text);
            if (!overlap.isNegative() && overlap.compareTo(LONGEST_OVERLAP) <= 0) {
                return overlap;
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            // Said below.
        }
        throw new RefusedException(
                LicenseRefusal.OVERLAP_INVALID,
                "overlap",
                "must be days, hours or minutes, as in P7D or PT12H, up to P366D");
    }

    private Term reinstated() throws RefusedException {
        if (command.reason().isBlank()) {
            throw new RefusedException(LicenseRefusal.REASON_MISSING, "reason", "a reinstatement needs a reason");
        }
        return license.term();
    }
}
