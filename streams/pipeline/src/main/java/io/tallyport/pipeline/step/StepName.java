package io.tallyport.pipeline.step;

/** The names of the processor nodes, in the order in which an event meets them. */
public final class StepName {
    public static final String ADMIT_USAGE = "admit-usage";
    public static final String APPLY_LICENSE_COMMAND = "apply-license-command";
    public static final String ALLOCATE_LEASES = "allocate-leases";
    public static final String ADOPT_CATALOG = "adopt-catalog";
    public static final String ADVANCE_TIME = "advance-time";
    public static final String CLOSE_PERIODS = "close-periods";
    public static final String METER_USAGE = "meter-usage";
    public static final String SETTLE_QUOTA = "settle-quota";
    public static final String DETECT_ANOMALIES = "detect-anomalies";
    public static final String PUBLISH_ENTITLEMENTS = "publish-entitlements";
    public static final String COMMIT_TURN = "commit-turn";

    private StepName() {}
}
