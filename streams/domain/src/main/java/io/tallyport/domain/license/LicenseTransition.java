package io.tallyport.domain.license;

import org.jspecify.annotations.Nullable;

/**
 * One cell of the license's transition table: a move to a state, a refusal, or nothing to do.
 *
 * @param to state after a move; null for a refusal or nothing
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
     *             ISSUE    SUSPEND    RESUME    REVOKE    EXPIRE    RELEASE            QUARANTINE                CHANGE_PLAN
     * none        ISSUED   unknown    unknown   unknown   -         unknown            unknown                   unknown
     * ACTIVE      exists   SUSPENDED  wrong     REVOKED   EXPIRED   RELEASED if held   QUARANTINED if not held   PLAN_CHANGED
     * SUSPENDED   exists   wrong      RESUMED   REVOKED   EXPIRED   likewise           likewise                  PLAN_CHANGED
     * EXPIRED     exists   wrong      wrong     REVOKED   -         likewise           likewise                  wrong
     * REVOKED     exists   wrong      wrong     wrong     -         likewise           likewise                  wrong
     * </pre>
     *
     * <p>CHANGE_TERMS is PLAN_CHANGED where CHANGE_PLAN is, and else nothing. ADJUST is ADJUSTED and RELEASE_STATEMENT is STATEMENT_RELEASED for each license that there is. SEAT_ASSIGN is SEAT_ASSIGNED of an active license and else wrong, SEAT_RELEASE is SEAT_RELEASED where CHANGE_PLAN is PLAN_CHANGED.
     *
     * @param state state of the license; null if there is none
     * @param quarantined whether it is held in quarantine
     * @param kind what is asked
     */
    static LicenseTransition of(@Nullable LicenseState state, boolean quarantined, LicenseCommand.Kind kind) {
        if (state == null) {
            return switch (kind) {
                case ISSUE -> move(LicenseState.ACTIVE, LicenseEventType.ISSUED);
                case SUSPEND,
                        RESUME,
                        REVOKE,
                        RELEASE,
                        QUARANTINE,
                        CHANGE_PLAN,
                        ADJUST,
                        RELEASE_STATEMENT,
                        SEAT_ASSIGN,
                        SEAT_RELEASE -> refuse(LicenseRefusal.LICENSE_UNKNOWN);
                case EXPIRE, CHANGE_TERMS -> NOTHING;
            };
        }
        return switch (kind) {
            case ISSUE -> refuse(LicenseRefusal.LICENSE_EXISTS);
            case SUSPEND ->
                switch (state) {
                    case ACTIVE -> move(LicenseState.SUSPENDED, LicenseEventType.SUSPENDED);
                    case SUSPENDED, EXPIRED, REVOKED -> refuse(LicenseRefusal.WRONG_STATE);
                };
            case RESUME ->
                switch (state) {
                    case SUSPENDED -> move(LicenseState.ACTIVE, LicenseEventType.RESUMED);
                    case ACTIVE, EXPIRED, REVOKED -> refuse(LicenseRefusal.WRONG_STATE);
                };
            case REVOKE ->
                switch (state) {
                    case ACTIVE, SUSPENDED, EXPIRED -> move(LicenseState.REVOKED, LicenseEventType.REVOKED);
                    case REVOKED -> refuse(LicenseRefusal.WRONG_STATE);
                };
            case CHANGE_PLAN ->
                switch (state) {
                    case ACTIVE, SUSPENDED -> move(state, LicenseEventType.PLAN_CHANGED);
                    case EXPIRED, REVOKED -> refuse(LicenseRefusal.WRONG_STATE);
                };
            case CHANGE_TERMS ->
                switch (state) {
                    case ACTIVE, SUSPENDED -> move(state, LicenseEventType.PLAN_CHANGED);
                    case EXPIRED, REVOKED -> NOTHING;
                };
            case SEAT_ASSIGN ->
                state == LicenseState.ACTIVE
                        ? move(state, LicenseEventType.SEAT_ASSIGNED)
                        : refuse(LicenseRefusal.WRONG_STATE);
            case SEAT_RELEASE ->
                switch (state) {
                    case ACTIVE, SUSPENDED -> move(state, LicenseEventType.SEAT_RELEASED);
                    case EXPIRED, REVOKED -> refuse(LicenseRefusal.WRONG_STATE);
                };
            case ADJUST -> move(state, LicenseEventType.ADJUSTED);
            case RELEASE_STATEMENT -> move(state, LicenseEventType.STATEMENT_RELEASED);
            case EXPIRE ->
                switch (state) {
                    case ACTIVE, SUSPENDED -> move(LicenseState.EXPIRED, LicenseEventType.EXPIRED);
                    case EXPIRED, REVOKED -> NOTHING;
                };
            case RELEASE ->
                quarantined ? move(state, LicenseEventType.RELEASED) : refuse(LicenseRefusal.NOT_QUARANTINED);
            case QUARANTINE -> quarantined ? NOTHING : move(state, LicenseEventType.QUARANTINED);
        };
    }

    private static LicenseTransition move(LicenseState to, LicenseEventType event) {
        return new LicenseTransition(to, event, null);
    }

    private static LicenseTransition refuse(LicenseRefusal refusal) {
        return new LicenseTransition(null, null, refusal);
    }
}
