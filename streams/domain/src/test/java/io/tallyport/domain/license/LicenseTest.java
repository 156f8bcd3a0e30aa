package io.tallyport.domain.license;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Plan;
import io.tallyport.domain.catalog.Product;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Validity;
import io.tallyport.domain.license.LicenseCommand.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LicenseTest {

    private static final long NOW = 1_768_000_000_000L;
    private static final long END = NOW + 1_000;
    private static final Catalog CATALOG = new Catalog(
            1,
            Map.of("acme", new Product("acme", "Acme", List.of()), "other", new Product("other", "Other", List.of())),
            Map.of(),
            Map.of(),
            Map.of(
                    "starter",
                    new Plan("starter", 1, "acme", Map.of(), Map.of(), 0, Validity.ENDLESS, List.of(), List.of())),
            Map.of());

    @Test
    void issueMakesAnActiveLicenseWithTheTermsAsked() {
        License license = issued();
        assertEquals(LicenseState.ACTIVE, license.state());
        assertEquals("starter", license.plan());
        assertEquals("hash", license.keyHash());
        assertEquals(1, license.version());
        assertEquals("c1", license.issuedByCommandId());
        assertEquals(END, license.nextDueMs());
    }

    @ParameterizedTest
    @CsvSource({
        "nope, starter, C, hash, 1, PRODUCT_UNKNOWN, product",
        "acme, nope, C, hash, 1, PLAN_UNKNOWN, plan",
        "other, starter, C, hash, 1, PLAN_NOT_OF_PRODUCT, plan",
        "acme, starter, ' ', hash, 1, CUSTOMER_MISSING, customer",
        "acme, starter, C, '', 1, KEY_MISSING, keyHash",
        "acme, starter, C, hash, 0, EXPIRY_IN_PAST, expiresAtMs"
    })
    void issueWithBadTermsIsRefusedByFieldAndReason(
            String product, String plan, String customer, String key, long leftMs, String refusal, String field) {
        var command = new LicenseCommand(
                Kind.ISSUE,
                "L",
                "c1",
                "ann",
                "",
                product,
                plan,
                customer,
                key,
                NOW + leftMs,
                "",
                UsageCalendar.NO_ANCHOR,
                Term.NEVER,
                java.util.Map.of());
        LicenseOutcome outcome = License.apply(null, command, CATALOG, NOW);
        assertNull(outcome.next());
        LicenseTimelineEvent answer = only(outcome);
        assertEquals(refusal, answer.refusal());
        assertEquals(field, answer.field());
        assertEquals("c1", answer.commandId());
        assertFalse(answer.detail().isBlank());
        assertEquals(0, answer.version());
        assertFalse(outcome.isChange());
    }

    @Test
    void issueBeforeAnyCatalogIsRefused() {
        assertEquals(
                "NO_CATALOG",
                only(License.apply(null, issue("c1"), Catalog.EMPTY, NOW)).refusal());
    }

    @Test
    void commandToNothingIsRefusedAsUnknown() {
        LicenseOutcome outcome = License.apply(null, command(Kind.SUSPEND, "c1"), CATALOG, NOW);
        assertEquals("LICENSE_UNKNOWN", only(outcome).refusal());
        assertNull(outcome.next());
    }

    @Test
    void repeatedCommandGetsTheSameAnswerAndHasNoSecondEffect() {
        License license = issued();
        LicenseOutcome first = License.apply(license, command(Kind.SUSPEND, "c2"), CATALOG, NOW + 1);
        LicenseOutcome again = License.apply(first.next(), command(Kind.SUSPEND, "c2"), CATALOG, NOW + 2);
        assertEquals(first.next(), again.next());
        assertEquals(first.events(), again.events());
        assertTrue(again.repeated());
        assertFalse(again.isChange());
        LicenseOutcome issueAgain = License.apply(again.next(), issue("c1"), CATALOG, NOW + 3);
        assertEquals(LicenseEventType.ISSUED, only(issueAgain).type());
        assertEquals(first.next(), issueAgain.next());
    }

    @Test
    void usedIdWithAnotherBodyIsRefusedAndTheFirstAnswerStays() {
        License license = issued();
        LicenseOutcome reused = License.apply(license, command(Kind.REVOKE, "c1"), CATALOG, NOW + 1);
        assertEquals("COMMAND_ID_REUSED", only(reused).refusal());
        assertEquals("commandId", only(reused).field());
        assertEquals(license, reused.next());
        assertTrue(License.apply(reused.next(), issue("c1"), CATALOG, NOW + 2).repeated());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ACTIVE", "SUSPENDED"})
    void licenseExpiresWhenItsEndComesDue(LicenseState from) {
        License license = issued();
        if (from == LicenseState.SUSPENDED) {
            license = License.apply(license, command(Kind.SUSPEND, "c2"), CATALOG, NOW)
                    .next();
        }
        LicenseOutcome early = License.apply(license, LicenseCommand.passTime("L"), CATALOG, END - 1);
        assertEquals(List.of(), early.events());
        assertEquals(license, early.next());
        LicenseOutcome due = License.apply(license, LicenseCommand.passTime("L"), CATALOG, END);
        assertEquals(LicenseEventType.EXPIRED, only(due).type());
        assertEquals(LicenseState.EXPIRED, present(due.next()).state());
        assertEquals(Long.MAX_VALUE, present(due.next()).nextDueMs());
    }

    @Test
    void lateTimerChangesNoAnswer() {
        License suspended = present(License.apply(issued(), command(Kind.SUSPEND, "c2"), CATALOG, NOW)
                .next());
        LicenseOutcome outcome = License.apply(suspended, command(Kind.RESUME, "c3"), CATALOG, END);
        assertEquals(
                List.of(LicenseEventType.EXPIRED, LicenseEventType.REFUSED),
                outcome.events().stream().map(LicenseTimelineEvent::type).toList());
        assertEquals("WRONG_STATE", outcome.events().get(1).refusal());
        assertEquals(LicenseState.EXPIRED, present(outcome.next()).state());
    }

    @Test
    void commandForAnotherLicenseIsABrokenInvariant() {
        var command = LicenseCommand.of(Kind.REVOKE, "M", "c2", "ann", "");
        assertThrows(IllegalArgumentException.class, () -> License.apply(issued(), command, CATALOG, NOW));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void licenseIsTheFoldOfItsTimelineAndReplayedCommandsChangeNothing(long seed) {
        var random = new Random(seed);
        License license = null;
        var timeline = new ArrayList<LicenseTimelineEvent>();
        long now = NOW;
        for (int step = 0; step < 400; step++) {
            now += random.nextInt(5);
            LicenseCommand command = anyCommand(random, step);
            LicenseOutcome outcome = License.apply(license, command, CATALOG, now);
            long before = license == null ? 0 : license.version();
            long changes = outcome.events().stream()
                    .filter(LicenseTimelineEvent::isChange)
                    .count();
            if (!outcome.repeated()) {
                timeline.addAll(outcome.events());
                assertEquals(
                        before + changes,
                        outcome.next() == null ? 0 : outcome.next().version(),
                        "seed " + seed);
            } else {
                assertEquals(license, outcome.next(), "seed " + seed);
            }
            license = outcome.next();
            assertEquals(license, License.replay(timeline), "seed " + seed + ", step " + step);
            if (license != null && !command.commandId().isEmpty()) {
                LicenseOutcome again = License.apply(license, command, CATALOG, now);
                assertEquals(license.version(), present(again.next()).version(), "seed " + seed + ", step " + step);
            }
        }
    }

    private static LicenseCommand anyCommand(Random random, int step) {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        if (kind == Kind.ISSUE) {
            return issue("issue" + random.nextInt(40));
        }
        if (kind.isInternal()) {
            return switch (kind) {
                case PASS_TIME -> LicenseCommand.passTime("L");
                case USE -> LicenseCommand.use("L");
                case CHANGE_TERMS -> LicenseCommand.changeTerms(issued(), step);
                default -> LicenseCommand.quarantine("L", "fault " + step);
            };
        }
        return command(kind, "c" + random.nextInt(60));
    }

    private static License issued() {
        return present(License.apply(null, issue("c1"), CATALOG, NOW).next());
    }

    private static LicenseCommand issue(String commandId) {
        return new LicenseCommand(
                Kind.ISSUE,
                "L",
                commandId,
                "ann",
                "sold",
                "acme",
                "starter",
                "C",
                "hash",
                END,
                "",
                UsageCalendar.NO_ANCHOR,
                Term.NEVER,
                java.util.Map.of());
    }

    private static LicenseCommand command(Kind kind, String commandId) {
        return LicenseCommand.of(kind, "L", commandId, "ann", "because");
    }

    private static LicenseTimelineEvent only(LicenseOutcome outcome) {
        assertEquals(1, outcome.events().size(), () -> "events: " + outcome.events());
        return outcome.events().get(0);
    }

    private static License present(@Nullable License license) {
        assertNotNull(license);
        return Objects.requireNonNull(license);
    }
}
