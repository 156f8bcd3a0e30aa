package io.tallyport.domain.license;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.license.LicenseCommand.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LicenseTransitionTest {

    /** The whole table, written a second time by hand: state and hold, then one cell per command. */
    private static final List<String> TABLE = List.of(
            "row              ISSUE           SUSPEND             RESUME             REVOKE           RELEASE             EXPIRE           QUARANTINE CHANGE_PLAN ADJUST RELEASE_STATEMENT CHANGE_TERMS SEAT_ASSIGN SEAT_RELEASE",
            "none             >ACTIVE:ISSUED  LICENSE_UNKNOWN     LICENSE_UNKNOWN    LICENSE_UNKNOWN  LICENSE_UNKNOWN     -                LICENSE_UNKNOWN LICENSE_UNKNOWN LICENSE_UNKNOWN LICENSE_UNKNOWN - LICENSE_UNKNOWN LICENSE_UNKNOWN",
            "ACTIVE           LICENSE_EXISTS  >SUSPENDED:SUSPENDED WRONG_STATE       >REVOKED:REVOKED NOT_QUARANTINED     >EXPIRED:EXPIRED >ACTIVE:QUARANTINED >ACTIVE:PLAN_CHANGED >ACTIVE:ADJUSTED >ACTIVE:STATEMENT_RELEASED >ACTIVE:PLAN_CHANGED >ACTIVE:SEAT_ASSIGNED >ACTIVE:SEAT_RELEASED",
            "ACTIVE+held      LICENSE_EXISTS  >SUSPENDED:SUSPENDED WRONG_STATE       >REVOKED:REVOKED >ACTIVE:RELEASED    >EXPIRED:EXPIRED - >ACTIVE:PLAN_CHANGED >ACTIVE:ADJUSTED >ACTIVE:STATEMENT_RELEASED >ACTIVE:PLAN_CHANGED >ACTIVE:SEAT_ASSIGNED >ACTIVE:SEAT_RELEASED",
            "SUSPENDED        LICENSE_EXISTS  WRONG_STATE         >ACTIVE:RESUMED    >REVOKED:REVOKED NOT_QUARANTINED     >EXPIRED:EXPIRED >SUSPENDED:QUARANTINED >SUSPENDED:PLAN_CHANGED >SUSPENDED:ADJUSTED >SUSPENDED:STATEMENT_RELEASED >SUSPENDED:PLAN_CHANGED WRONG_STATE >SUSPENDED:SEAT_RELEASED",
            "SUSPENDED+held   LICENSE_EXISTS  WRONG_STATE         >ACTIVE:RESUMED    >REVOKED:REVOKED >SUSPENDED:RELEASED >EXPIRED:EXPIRED - >SUSPENDED:PLAN_CHANGED >SUSPENDED:ADJUSTED >SUSPENDED:STATEMENT_RELEASED >SUSPENDED:PLAN_CHANGED WRONG_STATE >SUSPENDED:SEAT_RELEASED",
            "EXPIRED          LICENSE_EXISTS  WRONG_STATE         WRONG_STATE        >REVOKED:REVOKED NOT_QUARANTINED     -                >EXPIRED:QUARANTINED WRONG_STATE >EXPIRED:ADJUSTED >EXPIRED:STATEMENT_RELEASED - WRONG_STATE WRONG_STATE",
            "EXPIRED+held     LICENSE_EXISTS  WRONG_STATE         WRONG_STATE        >REVOKED:REVOKED >EXPIRED:RELEASED   -                - WRONG_STATE >EXPIRED:ADJUSTED >EXPIRED:STATEMENT_RELEASED - WRONG_STATE WRONG_STATE",
            "REVOKED          LICENSE_EXISTS  WRONG_STATE         WRONG_STATE        WRONG_STATE      NOT_QUARANTINED     -                >REVOKED:QUARANTINED WRONG_STATE >REVOKED:ADJUSTED >REVOKED:STATEMENT_RELEASED - WRONG_STATE WRONG_STATE",
            "REVOKED+held     LICENSE_EXISTS  WRONG_STATE         WRONG_STATE        WRONG_STATE      >REVOKED:RELEASED   -                - WRONG_STATE >REVOKED:ADJUSTED >REVOKED:STATEMENT_RELEASED - WRONG_STATE WRONG_STATE");

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
    void revokedIsFinal() {
        for (boolean held : new boolean[] {false, true}) {
            for (Kind kind : Kind.values()) {
                @Nullable LicenseState to =
                        LicenseTransition.of(LicenseState.REVOKED, held, kind).to();
                assertTrue(to == null || to == LicenseState.REVOKED, kind + " leads to " + to);
            }
        }
    }

    private static String text(LicenseTransition cell) {
        if (cell.refusal() != null) {
            return cell.refusal().name();
        }
        return cell.event() == null ? "-" : ">" + cell.to() + ":" + cell.event();
    }
}
