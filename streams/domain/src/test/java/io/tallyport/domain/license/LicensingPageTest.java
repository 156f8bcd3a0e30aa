package io.tallyport.domain.license;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.domain.catalog.Validity;
import io.tallyport.domain.license.LicenseCommand.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The tables of docs/licensing.md are those that decide. To write them again: {@code mvn test -pl streams/domain -am
 * -Dtest=LicensingPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dgolden.update=true}.
 */
class LicensingPageTest {

    private static final Path PAGE = Path.of("../../docs/licensing.md");
    private static final List<Kind> COMMANDS = List.of(
            Kind.ACTIVATE,
            Kind.SUSPEND,
            Kind.RESUME,
            Kind.RENEW,
            Kind.REVOKE,
            Kind.REINSTATE,
            Kind.CHANGE_PLAN,
            Kind.CANCEL_CHANGE,
            Kind.REKEY,
            Kind.SEAT_ASSIGN,
            Kind.SEAT_RELEASE);

    @Test
    void theDocumentedTablesAreThoseThatDecide() throws IOException {
        String page = Files.readString(PAGE);
        String expected = between(between(page, "States", states()), "Time", time());
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, expected);
        }
        assertEquals(expected, Files.readString(PAGE));
    }

    private static String between(String page, String name, String table) {
        String opening = "<!-- " + name + ": written by LicensingPageTest -->\n";
        int from = page.indexOf(opening) + opening.length();
        int to = page.indexOf("<!-- " + name + ": end -->");
        return page.substring(0, from) + table + page.substring(to);
    }

    private static String states() {
        var table = new StringBuilder("| |");
        COMMANDS.forEach(kind -> table.append(" ")
                .append(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .append(" |"));
        table.append("\n|---|").append("---|".repeat(COMMANDS.size())).append("\n");
        for (LicenseState state : LicenseState.values()) {
            table.append("| ").append(state).append(" |");
            COMMANDS.forEach(kind -> table.append(" ")
                    .append(cell(LicenseTransition.of(state, false, kind), state))
                    .append(" |"));
            table.append("\n");
        }
        return table.toString();
    }

    private static String cell(LicenseTransition cell, LicenseState state) {
        if (cell.event() == null) {
            return "";
        }
        LicenseState to = cell.to();
        return to == null ? "by term" : to == state ? "stays" : to.name();
    }

    /** What happens to lives of all kinds, as it does. */
    private static String time() {
        Map<String, Set<String>> rows = new LinkedHashMap<>();
        for (LicenseState state : LicenseState.values()) {
            for (boolean trial : new boolean[] {false, true}) {
                for (boolean renews : new boolean[] {false, true}) {
                    for (boolean grace : new boolean[] {false, true}) {
                        walk(rows, state, trial, renews, grace);
                    }
                }
            }
        }
        var table = new StringBuilder("| state | due | event, and the state after it |\n|---|---|---|\n");
        rows.forEach((due, outcomes) -> table.append("| ")
                .append(due)
                .append(" | ")
                .append(String.join("; ", outcomes))
                .append(" |\n"));
        return table.toString();
    }

    private static void walk(
            Map<String, Set<String>> rows, LicenseState state, boolean trial, boolean renews, boolean grace) {
        boolean possible = (state != LicenseState.TRIAL || trial)
                && (state != LicenseState.ACTIVE || !trial)
                && (state != LicenseState.GRACE || !trial && !renews && grace)
                && !(trial && grace)
                && (state != LicenseState.DRAFT || !trial && !renews && !grace);
        if (!possible) {
            return;
        }
        long startMs = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
        long endMs = Instant.parse("2026-06-01T00:00:00Z").toEpochMilli();
        boolean draft = state == LicenseState.DRAFT;
        var term = new Term(
                draft ? startMs : Term.NEVER,
                draft ? Term.NEVER : startMs,
                endMs,
                endMs + (grace ? 86_400_000L : 0),
                trial,
                draft,
                renews,
                startMs,
                null,
                Term.NEVER);
        var life = new Lives("").issue("2025-12-01T00:00:00Z", "yearly");
        License license = life.license();
        var at = new License(
                "L", state, "acme", "p", "C", "hash", "", term, license.calendar(), 1, false, "c0", startMs, List.of());
        var due = LicenseTime.next(at, plan -> renews ? Lives.MONTHLY : Validity.ENDLESS, Long.MAX_VALUE - 1);
        if (due == null) {
            return;
        }
        String when = due.type() == LicenseEventType.EXPIRING
                ? "14, 7 and 1 days before its end, unless it renews itself"
                : due.atMs() == startMs
                        ? "its start"
                        : due.atMs() == term.expiresAtMs() && !(state == LicenseState.SUSPENDED && !trial && !renews)
                                ? "its end" + (renews ? ", if it renews itself" : "")
                                : "the end of its grace";
        put(rows, state, trial, when, due);
        if (due.type() == LicenseEventType.EXPIRING) {
            var announced = new License(
                    "L",
                    state,
                    "acme",
                    "p",
                    "C",
                    "hash",
                    "",
                    term.noticed(endMs - 1),
                    license.calendar(),
                    1,
                    false,
                    "c0",
                    startMs,
                    List.of());
            var end = java.util.Objects.requireNonNull(
                    LicenseTime.next(announced, plan -> Validity.ENDLESS, Long.MAX_VALUE - 1));
            put(rows, state, trial, grace ? "its end, if it has grace" : "its end", end);
        }
    }

    private static void put(
            Map<String, Set<String>> rows, LicenseState state, boolean trial, String when, LicenseTime.Due due) {
        String name = state == LicenseState.SUSPENDED && trial ? "SUSPENDED trial" : state.name();
        rows.computeIfAbsent(name + " | " + when, key -> new LinkedHashSet<>())
                .add(due.type() + (due.state() == state ? ", stays" : ", " + due.state()));
    }
}
