package io.tallyport.domain.license;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.license.LicenseCommand.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LicenseTransitionTest {

    /** The whole table, written a second time by hand: state and hold, then one cell per command. {@code ?} is by its term. */
    private static final List<String> TABLE = List.of(
            "row            ISSUE          ACTIVATE        SUSPEND              RESUME          RENEW              REVOKE           REINSTATE       CHANGE_PLAN             CHANGE_TERMS            SEAT_ASSIGN           SEAT_RELEASE             ADJUST              RELEASE_STATEMENT             RELEASE             QUARANTINE             USE           PASS_TIME CANCEL_CHANGE REKEY",
            "none           >?:ISSUED      LICENSE_UNKNOWN LICENSE_UNKNOWN      LICENSE_UNKNOWN LICENSE_UNKNOWN    LICENSE_UNKNOWN  LICENSE_UNKNOWN LICENSE_UNKNOWN         -                       LICENSE_UNKNOWN       LICENSE_UNKNOWN          LICENSE_UNKNOWN     LICENSE_UNKNOWN               LICENSE_UNKNOWN     LICENSE_UNKNOWN        -             - LICENSE_UNKNOWN LICENSE_UNKNOWN",
            "DRAFT          LICENSE_EXISTS >?:ACTIVATED    WRONG_STATE          WRONG_STATE     WRONG_STATE        >REVOKED:REVOKED WRONG_STATE     >DRAFT:PLAN_CHANGED     >DRAFT:PLAN_CHANGED     WRONG_STATE           WRONG_STATE              >DRAFT:ADJUSTED     >DRAFT:STATEMENT_RELEASED     NOT_QUARANTINED     >DRAFT:QUARANTINED     -             - >DRAFT:PLAN_CHANGE_CANCELLED >DRAFT:REKEYED",
            "DRAFT+held     LICENSE_EXISTS >?:ACTIVATED    WRONG_STATE          WRONG_STATE     WRONG_STATE        >REVOKED:REVOKED WRONG_STATE     >DRAFT:PLAN_CHANGED     >DRAFT:PLAN_CHANGED     WRONG_STATE           WRONG_STATE              >DRAFT:ADJUSTED     >DRAFT:STATEMENT_RELEASED     >DRAFT:RELEASED     -                      -             - >DRAFT:PLAN_CHANGE_CANCELLED >DRAFT:REKEYED",
            "TRIAL          LICENSE_EXISTS WRONG_STATE     >SUSPENDED:SUSPENDED WRONG_STATE     >?:RENEWED         >REVOKED:REVOKED WRONG_STATE     >?:PLAN_CHANGED         >TRIAL:PLAN_CHANGED     >TRIAL:SEAT_ASSIGNED  >TRIAL:SEAT_RELEASED     >TRIAL:ADJUSTED     >TRIAL:STATEMENT_RELEASED     NOT_QUARANTINED     >TRIAL:QUARANTINED     >?:FIRST_USED - >TRIAL:PLAN_CHANGE_CANCELLED >TRIAL:REKEYED",
            "TRIAL+held     LICENSE_EXISTS WRONG_STATE     >SUSPENDED:SUSPENDED WRONG_STATE     >?:RENEWED         >REVOKED:REVOKED WRONG_STATE     >?:PLAN_CHANGED         >TRIAL:PLAN_CHANGED     >TRIAL:SEAT_ASSIGNED  >TRIAL:SEAT_RELEASED     >TRIAL:ADJUSTED     >TRIAL:STATEMENT_RELEASED     >TRIAL:RELEASED     -                      >?:FIRST_USED - >TRIAL:PLAN_CHANGE_CANCELLED >TRIAL:REKEYED",
            "ACTIVE         LICENSE_EXISTS WRONG_STATE     >SUSPENDED:SUSPENDED WRONG_STATE     >?:RENEWED         >REVOKED:REVOKED WRONG_STATE     >?:PLAN_CHANGED         >ACTIVE:PLAN_CHANGED    >ACTIVE:SEAT_ASSIGNED >ACTIVE:SEAT_RELEASED    >ACTIVE:ADJUSTED    >ACTIVE:STATEMENT_RELEASED    NOT_QUARANTINED     >ACTIVE:QUARANTINED    >?:FIRST_USED - >ACTIVE:PLAN_CHANGE_CANCELLED >ACTIVE:REKEYED",
            "ACTIVE+held    LICENSE_EXISTS WRONG_STATE     >SUSPENDED:SUSPENDED WRONG_STATE     >?:RENEWED         >REVOKED:REVOKED WRONG_STATE     >?:PLAN_CHANGED         >ACTIVE:PLAN_CHANGED    >ACTIVE:SEAT_ASSIGNED >ACTIVE:SEAT_RELEASED    >ACTIVE:ADJUSTED    >ACTIVE:STATEMENT_RELEASED    >ACTIVE:RELEASED    -                      >?:FIRST_USED - >ACTIVE:PLAN_CHANGE_CANCELLED >ACTIVE:REKEYED",
            "GRACE          LICENSE_EXISTS WRONG_STATE     >SUSPENDED:SUSPENDED WRONG_STATE     >?:RENEWED         >REVOKED:REVOKED WRONG_STATE     >?:PLAN_CHANGED         >GRACE:PLAN_CHANGED     >GRACE:SEAT_ASSIGNED  >GRACE:SEAT_RELEASED     >GRACE:ADJUSTED     >GRACE:STATEMENT_RELEASED     NOT_QUARANTINED     >GRACE:QUARANTINED     -             - >GRACE:PLAN_CHANGE_CANCELLED >GRACE:REKEYED",
            "GRACE+held     LICENSE_EXISTS WRONG_STATE     >SUSPENDED:SUSPENDED WRONG_STATE     >?:RENEWED         >REVOKED:REVOKED WRONG_STATE     >?:PLAN_CHANGED         >GRACE:PLAN_CHANGED     >GRACE:SEAT_ASSIGNED  >GRACE:SEAT_RELEASED     >GRACE:ADJUSTED     >GRACE:STATEMENT_RELEASED     >GRACE:RELEASED     -                      -             - >GRACE:PLAN_CHANGE_CANCELLED >GRACE:REKEYED",
            "SUSPENDED      LICENSE_EXISTS WRONG_STATE     WRONG_STATE          >?:RESUMED      >SUSPENDED:RENEWED >REVOKED:REVOKED WRONG_STATE     >SUSPENDED:PLAN_CHANGED >SUSPENDED:PLAN_CHANGED WRONG_STATE           >SUSPENDED:SEAT_RELEASED >SUSPENDED:ADJUSTED >SUSPENDED:STATEMENT_RELEASED NOT_QUARANTINED     >SUSPENDED:QUARANTINED -             - >SUSPENDED:PLAN_CHANGE_CANCELLED >SUSPENDED:REKEYED",
            "SUSPENDED+held LICENSE_EXISTS WRONG_STATE     WRONG_STATE          >?:RESUMED      >SUSPENDED:RENEWED >REVOKED:REVOKED WRONG_STATE     >SUSPENDED:PLAN_CHANGED >SUSPENDED:PLAN_CHANGED WRONG_STATE           >SUSPENDED:SEAT_RELEASED >SUSPENDED:ADJUSTED >SUSPENDED:STATEMENT_RELEASED >SUSPENDED:RELEASED -                      -             - >SUSPENDED:PLAN_CHANGE_CANCELLED >SUSPENDED:REKEYED",
            "EXPIRED        LICENSE_EXISTS WRONG_STATE     WRONG_STATE          WRONG_STATE     >?:RENEWED         >REVOKED:REVOKED WRONG_STATE     WRONG_STATE             -                       WRONG_STATE           WRONG_STATE              >EXPIRED:ADJUSTED   >EXPIRED:STATEMENT_RELEASED   NOT_QUARANTINED     >EXPIRED:QUARANTINED   -             - WRONG_STATE >EXPIRED:REKEYED",
            "EXPIRED+held   LICENSE_EXISTS WRONG_STATE     WRONG_STATE          WRONG_STATE     >?:RENEWED         >REVOKED:REVOKED WRONG_STATE     WRONG_STATE             -                       WRONG_STATE           WRONG_STATE              >EXPIRED:ADJUSTED   >EXPIRED:STATEMENT_RELEASED   >EXPIRED:RELEASED   -                      -             - WRONG_STATE >EXPIRED:REKEYED",
            "REVOKED        LICENSE_EXISTS WRONG_STATE     WRONG_STATE          WRONG_STATE     WRONG_STATE        WRONG_STATE      >?:REINSTATED   WRONG_STATE             -                       WRONG_STATE           WRONG_STATE              >REVOKED:ADJUSTED   >REVOKED:STATEMENT_RELEASED   NOT_QUARANTINED     >REVOKED:QUARANTINED   -             - WRONG_STATE WRONG_STATE",
            "REVOKED+held   LICENSE_EXISTS WRONG_STATE     WRONG_STATE          WRONG_STATE     WRONG_STATE        WRONG_STATE      >?:REINSTATED   WRONG_STATE             -                       WRONG_STATE           WRONG_STATE              >REVOKED:ADJUSTED   >REVOKED:STATEMENT_RELEASED   >REVOKED:RELEASED   -                      -             - WRONG_STATE WRONG_STATE");

    @Test
    void everyCellOfTheTableIsAsWritten() {
        String[] kinds = TABLE.get(0).split("\\s+");
        Set<String> seen = new HashSet<>();
        for (String line : TABLE.subList(1, TABLE.size())) {
            String[] cells = line.split("\\s+");
            boolean held = cells[0].endsWith("+held");
            String name = cells[0].replace("+held", "");
            LicenseState state = name.equals("none") ? null : LicenseState.valueOf(name);
            for (int i = 1; i < cells.length; i++) {
                Kind kind = Kind.valueOf(kinds[i]);
                assertEquals(cells[i], text(LicenseTransition.of(state, held, kind)), cells[0] + " x " + kind);
                assertTrue(seen.add(cells[0] + kind), "written twice");
            }
        }
        assertEquals((1 + 2 * LicenseState.values().length) * Kind.values().length, seen.size(), "cells");
    }

    @Test
    void revokedIsLeftByAReinstatementAlone() {
        for (boolean held : new boolean[] {false, true}) {
            for (Kind kind : Kind.values()) {
                var cell = LicenseTransition.of(LicenseState.REVOKED, held, kind);
                boolean leaves = cell.event() != null && cell.to() != LicenseState.REVOKED;
                assertEquals(kind == Kind.REINSTATE, leaves, kind + " leads to " + cell.to());
            }
        }
    }

    private static String text(LicenseTransition cell) {
        if (cell.refusal() != null) {
            return cell.refusal().name();
        }
        return cell.event() == null ? "-" : ">" + (cell.to() == null ? "?" : cell.to()) + ":" + cell.event();
    }
}
