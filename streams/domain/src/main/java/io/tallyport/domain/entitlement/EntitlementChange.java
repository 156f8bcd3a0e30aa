package io.tallyport.domain.entitlement;

/**
 * One thing that another catalog would change for a license.
 *
 * @param feature feature id; empty where the whole plan is meant
 * @param what what changes
 * @param from what it is now; empty if there is none
 * @param to what it would be; empty if there would be none
 */
public record EntitlementChange(String feature, What what, String from, String to) {

    /** What can change. */
    public enum What {
        /** The catalog no longer has the plan. */
        PLAN_GONE("planGone"),
        /** The plan grants the feature; from and to are what checks answer. */
        GRANTED("granted"),
        /** The plan no longer grants it; from and to are what checks answer. */
        LOST("lost"),
        KIND("kind"),
        METER("meter"),
        VALUE("value"),
        /** A limit on the feature's meter, for one length of window. */
        LIMIT("limit"),
        ON_FAILURE("onFailure"),
        /** What checks answer. */
        ACCESS("access");

        private final String word;

        What(String word) {
            this.word = word;
        }

        /** As answers say it. */
        public String word() {
            return word;
        }
    }

    /** Whether checks would deny what they allow now. */
    public boolean denies() {
        return (what == What.LOST || what == What.ACCESS)
                && to.equals(Verdict.DENY.name())
                && !from.equals(Verdict.DENY.name());
    }
}
