package io.tallyport.domain.license;

import org.jspecify.annotations.Nullable;

/**
 * One cell of the license's transition table: a move to a state, a refusal, or nothing to do.
 *
 * @param to state after a move; null if its term says so ({@link Term#stateAt}), and for a refusal or nothing
 * @param event what the move is called; null for a refusal or nothing
 * @param refusal why not; null for a move or nothing
 */
record LicenseTransition(
        @Nullable LicenseState to,
        @Nullable LicenseEventType event,
        @Nullable LicenseRefusal refusal) {

    private static final LicenseTransition NOTHING = new LicenseTransition(null, null, null);

    /**
     * The table. {@code -} is nothing to do, a name in capitals the event of a move, else the refusal.
     *
     * <pre>
     *             ISSUE    ACTIVATE   SUSPEND    RESUME    RENEW     REVOKE   REINSTATE   CHANGE_PLAN    SEAT_ASSIGN    SEAT_RELEASE
     * none        ISSUED   unknown    unknown    unknown   unknown   unknown  unknown     unknown        unknown        unknown
     * DRAFT       exists   ACTIVATED  wrong      wrong     wrong     REVOKED  wrong       PLAN_CHANGED   wrong          wrong
     * TRIAL       exists   wrong      SUSPENDED  wrong     RENEWED   REVOKED  wrong       PLAN_CHANGED   SEAT_ASSIGNED  SEAT_RELEASED
     * ACTIVE      exists   wrong      SUSPENDED  wrong     RENEWED   REVOKED  wrong       PLAN_CHANGED   SEAT_ASSIGNED  SEAT_RELEASED
     * GRACE       exists   wrong      SUSPENDED  wrong     RENEWED   REVOKED  wrong       PLAN_CHANGED   SEAT_ASSIGNED  SEAT_RELEASED
     * SUSPENDED   exists   wrong      wrong      RESUMED   RENEWED   REVOKED  wrong       PLAN_CHANGED   wrong          SEAT_RELEASED
     * EXPIRED     exists   wrong      wrong      wrong     RENEWED   REVOKED  wrong       wrong          wrong          wrong
     * REVOKED     exists   wrong      wrong      wrong     wrong     wrong    REINSTATED  wrong          wrong          wrong
     * </pre>
     *
     * <p>ADJUST is ADJUSTED, and RELEASE_STATEMENT is STATEMENT_RELEASED, of each license that there is. RELEASE is RELEASED of one in quarantine, QUARANTINE is QUARANTINED of one that is not and else nothing. CHANGE_TERMS is PLAN_CHANGED where CHANGE_PLAN is, and else nothing. CHANGE_PLAN that is to hold later is PLAN_CHANGE_SCHEDULED, and the state stays; CANCEL_CHANGE is PLAN_CHANGE_CANCELLED where CHANGE_PLAN is possible. REKEY is REKEYED of each license that is not revoked. RENEW that only says whether the license renews itself is RENEWAL_SET. USE is FIRST_USED of a trial and an active license. PASS_TIME is nothing: {@link LicenseTime} comes before each command.
     *
     * @param state state of the license; null if there is none
     * @param quarantined whether it is held in quarantine
     * @param kind what is asked
     */
    static LicenseTransition of(@Nullable LicenseState state, boolean quarantined, LicenseCommand.Kind kind) {
        if (state == null) {
            return switch (kind) {
                case ISSUE -> byTerm(LicenseEventType.ISSUED);
                case PASS_TIME, USE, CHANGE_TERMS -> NOTHING;
                default -> refuse(LicenseRefusal.LICENSE_UNKNOWN);
            };
        }
        return switch (kind) {
            case ISSUE -> refuse(LicenseRefusal.LICENSE_EXISTS);
            case ACTIVATE -> state == LicenseState.DRAFT ? byTerm(LicenseEventType.ACTIVATED) : wrong();
            case SUSPEND -> state.givesAccess() ? move(LicenseState.SUSPENDED, LicenseEventType.SUSPENDED) : wrong();
            case RESUME -> state == LicenseState.SUSPENDED ? byTerm(LicenseEventType.RESUMED) : wrong();
            case RENEW ->
                switch (state) {
                    case TRIAL, ACTIVE, GRACE, EXPIRED -> byTerm(LicenseEventType.RENEWED);
                    case SUSPENDED -> move(state, LicenseEventType.RENEWED);
                    case DRAFT, REVOKED -> wrong();
                };
            case REVOKE ->
                state == LicenseState.REVOKED ? wrong() : move(LicenseState.REVOKED, LicenseEventType.REVOKED);
            case REKEY -> state == LicenseState.REVOKED ? wrong() : move(state, LicenseEventType.REKEYED);
            case REINSTATE -> state == LicenseState.REVOKED ? byTerm(LicenseEventType.REINSTATED) : wrong();
            case CHANGE_PLAN ->
                switch (state) {
                    case TRIAL, ACTIVE, GRACE -> byTerm(LicenseEventType.PLAN_CHANGED);
                    case DRAFT, SUSPENDED -> move(state, LicenseEventType.PLAN_CHANGED);
                    case EXPIRED, REVOKED -> wrong();
                };
            case CANCEL_CHANGE -> state.isOver() ? wrong() : move(state, LicenseEventType.PLAN_CHANGE_CANCELLED);
            case CHANGE_TERMS -> state.isOver() ? NOTHING : move(state, LicenseEventType.PLAN_CHANGED);
            case SEAT_ASSIGN -> state.givesAccess() ? move(state, LicenseEventType.SEAT_ASSIGNED) : wrong();
            case SEAT_RELEASE ->
                state.givesAccess() || state == LicenseState.SUSPENDED
                        ? move(state, LicenseEventType.SEAT_RELEASED)
                        : wrong();
            case ADJUST -> move(state, LicenseEventType.ADJUSTED);
            case RELEASE_STATEMENT -> move(state, LicenseEventType.STATEMENT_RELEASED);
            case USE ->
                state == LicenseState.TRIAL || state == LicenseState.ACTIVE
                        ? byTerm(LicenseEventType.FIRST_USED)
                        : NOTHING;
            case PASS_TIME -> NOTHING;
            case RELEASE ->
                quarantined ? move(state, LicenseEventType.RELEASED) : refuse(LicenseRefusal.NOT_QUARANTINED);
            case QUARANTINE -> quarantined ? NOTHING : move(state, LicenseEventType.QUARANTINED);
        };
    }

    /** A move to the state that its term says. */
    private static LicenseTransition byTerm(LicenseEventType event) {
        return new LicenseTransition(null, event, null);
    }

    private static LicenseTransition wrong() {
        return refuse(LicenseRefusal.WRONG_STATE);
    }

    private static LicenseTransition move(LicenseState to, LicenseEventType event) {
        return new LicenseTransition(to, event, null);
    }

    private static LicenseTransition refuse(LicenseRefusal refusal) {
        return new LicenseTransition(null, null, refusal);
    }
}
