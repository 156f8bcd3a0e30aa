package io.tallyport.domain.license;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.license.LicenseCommand.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The life of a license, told and left alone. */
class LicenseLifeTest {

    @Test
    void trialEndsUnlessItBecomesASubscription() {
        var left = new Lives("").issue("2026-01-01T00:00:00Z", "tried").pass("2026-03-01T00:00:00Z");
        assertEquals(
                List.of(
                        "2026-01-01T00:00:00Z ISSUED TRIAL",
                        "2026-01-08T00:00:00Z EXPIRING TRIAL",
                        "2026-01-14T00:00:00Z EXPIRING TRIAL",
                        "2026-01-15T00:00:00Z TRIAL_ENDED EXPIRED"),
                left.story());
        var sold = new Lives("")
                .issue("2026-01-01T00:00:00Z", "tried")
                .tell("2026-01-10T00:00:00Z", Kind.CHANGE_PLAN, "monthly", Map.of())
                .pass("2026-02-11T00:00:00Z");
        assertEquals(
                List.of(
                        "2026-01-01T00:00:00Z ISSUED TRIAL",
                        "2026-01-08T00:00:00Z EXPIRING TRIAL",
                        "2026-01-10T00:00:00Z PLAN_CHANGED ACTIVE",
                        "2026-02-10T00:00:00Z RENEWED ACTIVE"),
                sold.story());
        assertEquals("2026-03-10T00:00:00Z", sold.end());
        var tried = new Lives("")
                .issue("2026-01-01T00:00:00Z", "triedThenMonthly")
                .tell("2026-01-02T00:00:00Z", Kind.CHANGE_PLAN, "tried", Map.of())
                .pass("2026-02-01T00:00:00Z");
        assertEquals("2026-01-15T00:00:00Z TRIAL_ENDED EXPIRED", tried.story().get(4));
    }

    @Test
    void trialOfAPlanThatRenewsGoesOnAsASubscription() {
        var life =
                new Lives("").issue("2026-01-17T00:00:00Z", "triedThenMonthly").pass("2026-04-01T00:00:00Z");
        assertEquals(
                List.of(
                        "2026-01-17T00:00:00Z ISSUED TRIAL",
                        "2026-01-31T00:00:00Z TRIAL_ENDED ACTIVE",
                        "2026-02-28T00:00:00Z RENEWED ACTIVE",
                        "2026-03-31T00:00:00Z RENEWED ACTIVE"),
                life.story());
        assertEquals("2026-04-30T00:00:00Z", life.end());
    }

    @Test
    void whatDoesNotRenewItselfIsAnnouncedGoesIntoGraceAndExpires() {
        var life = new Lives("")
                .issue("2026-01-31T12:00:00Z", "monthly")
                .tell("2026-02-01T00:00:00Z", Kind.RENEW, "", Map.of("automatic", "off"))
                .pass("2026-04-01T00:00:00Z");
        assertEquals(
                List.of(
                        "2026-01-31T12:00:00Z ISSUED ACTIVE",
                        "2026-02-01T00:00:00Z RENEWAL_SET ACTIVE",
                        "2026-02-14T12:00:00Z EXPIRING ACTIVE",
                        "2026-02-21T12:00:00Z EXPIRING ACTIVE",
                        "2026-02-27T12:00:00Z EXPIRING ACTIVE",
                        "2026-02-28T12:00:00Z GRACE_BEGAN GRACE",
                        "2026-03-07T12:00:00Z EXPIRED EXPIRED"),
                life.story());
        life.tell("2026-04-01T00:00:00Z", Kind.RENEW)
                .tell("2026-04-01T00:00:00Z", Kind.RENEW, "", Map.of("from", "now"));
        assertEquals("2026-04-01T00:00:00Z EXPIRY_IN_PAST EXPIRED", life.story().get(7));
        assertEquals("2026-04-01T00:00:00Z RENEWED ACTIVE", life.story().get(8));
        assertEquals("2026-05-01T00:00:00Z", life.end());
    }

    @Test
    void renewalFromTheEndKeepsTheDayOfTheBeginning() {
        var life = new Lives("")
                .issue("2026-01-31T12:00:00Z", "monthly")
                .tell("2026-02-20T00:00:00Z", Kind.RENEW)
                .tell("2026-02-20T00:00:01Z", Kind.RENEW);
        assertEquals("2026-04-30T12:00:00Z", life.end());
        life.tell("2026-02-21T00:00:00Z", Kind.RENEW, "", Map.of("until", "2026-05-05T00:00:00Z"));
        assertEquals("2026-05-05T00:00:00Z", life.end());
        assertTrue(life.license().term().fixed() && !life.license().term().renews());
        life.tell("2026-02-22T00:00:00Z", Kind.RENEW);
        assertEquals("2026-06-05T00:00:00Z", life.end());
    }

    @Test
    void anEndThatIsSetOnceThereWasNoneIsAnnounced() {
        var life = new Lives("")
                .issue("2026-01-01T00:00:00Z", "endless")
                .tell("2026-01-20T00:00:00Z", Kind.RENEW, "", Map.of("until", "2026-01-30T00:00:00Z"))
                .pass("2026-02-01T00:00:00Z");
        assertEquals(
                List.of(
                        "2026-01-01T00:00:00Z ISSUED ACTIVE",
                        "2026-01-20T00:00:00Z RENEWED ACTIVE",
                        "2026-01-23T00:00:00Z EXPIRING ACTIVE",
                        "2026-01-29T00:00:00Z EXPIRING ACTIVE",
                        "2026-01-30T00:00:00Z EXPIRED EXPIRED"),
                life.story());
    }

    @Test
    void whatIsPastItsEndIsNotSetToRenewItself() {
        var life = new Lives("")
                .issue("2026-01-01T00:00:00Z", "monthly")
                .tell("2026-01-02T00:00:00Z", Kind.RENEW, "", Map.of("automatic", "off"))
                .tell("2026-01-10T00:00:00Z", Kind.SUSPEND)
                .tell("2026-02-02T00:00:00Z", Kind.RENEW, "", Map.of("automatic", "on"));
        assertEquals(
                "2026-02-02T00:00:00Z EXPIRY_IN_PAST SUSPENDED", life.story().get(3));
        assertEquals("automatic", life.timeline.get(3).field());
    }

    @Test
    void draftStartsAtItsInstantOrWhenItIsTold() {
        var timed = new Lives("")
                .issue("2026-01-01T00:00:00Z", "yearly", "2026-02-01T00:00:00Z", null)
                .tell("2026-01-02T00:00:00Z", Kind.SUSPEND)
                .pass("2026-02-01T00:00:00Z");
        assertEquals(
                List.of(
                        "2026-01-01T00:00:00Z ISSUED DRAFT",
                        "2026-01-02T00:00:00Z WRONG_STATE DRAFT",
                        "2026-02-01T00:00:00Z ACTIVATED ACTIVE"),
                timed.story());
        assertEquals("2027-02-01T00:00:00Z", timed.end());
        var told = new Lives("")
                .issue("2026-01-01T00:00:00Z", "activated")
                .tell("2026-06-01T00:00:00Z", Kind.ACTIVATE)
                .tell("2026-06-02T00:00:00Z", Kind.ACTIVATE);
        assertEquals(
                List.of(
                        "2026-01-01T00:00:00Z ISSUED DRAFT",
                        "2026-06-01T00:00:00Z ACTIVATED ACTIVE",
                        "2026-06-02T00:00:00Z WRONG_STATE ACTIVE"),
                told.story());
        assertEquals("2027-06-01T00:00:00Z", told.end());
    }

    @Test
    void draftWithAFixedEndExpiresUnstarted() {
        var life = new Lives("")
                .issue("2026-01-01T00:00:00Z", "activated", null, "2026-03-01T00:00:00Z")
                .pass("2026-03-01T00:00:00Z");
        assertEquals(
                List.of("2026-01-01T00:00:00Z ISSUED DRAFT", "2026-03-01T00:00:00Z EXPIRED EXPIRED"), life.story());
    }

    @Test
    void firstUseBeginsTheValidityOnce() {
        var life = new Lives("")
                .issue("2026-01-01T00:00:00Z", "used")
                .tell("2026-01-02T00:00:00Z", Kind.RENEW)
                .use("2026-05-01T00:00:00Z")
                .use("2026-05-02T00:00:00Z")
                .pass("2026-06-10T00:00:00Z");
        assertEquals(
                List.of(
                        "2026-01-01T00:00:00Z ISSUED ACTIVE",
                        "2026-01-02T00:00:00Z NO_END ACTIVE",
                        "2026-05-01T00:00:00Z FIRST_USED ACTIVE",
                        "2026-05-17T00:00:00Z EXPIRING ACTIVE",
                        "2026-05-24T00:00:00Z EXPIRING ACTIVE",
                        "2026-05-30T00:00:00Z EXPIRING ACTIVE",
                        "2026-05-31T00:00:00Z GRACE_BEGAN GRACE",
                        "2026-06-03T00:00:00Z EXPIRED EXPIRED"),
                life.story());
    }

    @Test
    void timeRunsOnWhileALicenseIsSuspendedAndNothingIsAnnouncedLater() {
        var life = new Lives("")
                .issue("2026-01-01T00:00:00Z", "yearly")
                .tell("2026-12-10T00:00:00Z", Kind.SUSPEND)
                .tell("2026-12-20T00:00:00Z", Kind.RESUME)
                .tell("2026-12-30T00:00:00Z", Kind.SUSPEND)
                .tell("2027-01-02T00:00:00Z", Kind.RESUME);
        assertEquals(
                List.of(
                        "2026-01-01T00:00:00Z ISSUED ACTIVE",
                        "2026-12-10T00:00:00Z SUSPENDED SUSPENDED",
                        "2026-12-20T00:00:00Z RESUMED ACTIVE",
                        "2026-12-25T00:00:00Z EXPIRING ACTIVE",
                        "2026-12-30T00:00:00Z SUSPENDED SUSPENDED",
                        "2027-01-01T00:00:00Z EXPIRED EXPIRED",
                        "2027-01-02T00:00:00Z WRONG_STATE EXPIRED"),
                life.story());
    }

    @Test
    void suspendedSubscriptionRenewsItselfAndComesBackIntoGraceIfItDoesNot() {
        var renewed = new Lives("")
                .issue("2026-01-01T00:00:00Z", "monthly")
                .tell("2026-01-10T00:00:00Z", Kind.SUSPEND)
                .tell("2026-02-10T00:00:00Z", Kind.RESUME);
        assertEquals("2026-02-01T00:00:00Z RENEWED SUSPENDED", renewed.story().get(2));
        assertEquals("2026-02-10T00:00:00Z RESUMED ACTIVE", renewed.story().get(3));
        var grace = new Lives("")
                .issue("2026-01-01T00:00:00Z", "monthly")
                .tell("2026-01-02T00:00:00Z", Kind.RENEW, "", Map.of("automatic", "off"))
                .tell("2026-01-10T00:00:00Z", Kind.SUSPEND)
                .tell("2026-02-03T00:00:00Z", Kind.RESUME);
        assertEquals("2026-02-03T00:00:00Z RESUMED GRACE", grace.story().get(3));
    }

    @Test
    void revokedIsLeftByAReinstatementWithAReasonToWhereItsTermIs() {
        var life = new Lives("")
                .issue("2026-01-01T00:00:00Z", "yearly")
                .tell("2026-02-01T00:00:00Z", Kind.REVOKE)
                .pass("2026-12-25T00:00:00Z");
        var unfounded = LicenseCommand.of(Kind.REINSTATE, "L", "x", "ann", " ");
        var refused = License.apply(
                life.license(), unfounded, life.catalog, life.timeline.get(1).atMs() + 1);
        assertEquals("REASON_MISSING", refused.events().get(0).refusal());
        life.tell("2026-12-26T00:00:00Z", Kind.REINSTATE).pass("2027-01-01T00:00:00Z");
        assertEquals(
                List.of(
                        "2026-01-01T00:00:00Z ISSUED ACTIVE",
                        "2026-02-01T00:00:00Z REVOKED REVOKED",
                        "2026-12-26T00:00:00Z REINSTATED ACTIVE",
                        "2026-12-31T00:00:00Z EXPIRING ACTIVE",
                        "2027-01-01T00:00:00Z EXPIRED EXPIRED"),
                life.story());
        life.tell("2027-02-01T00:00:00Z", Kind.REVOKE).tell("2027-02-02T00:00:00Z", Kind.REINSTATE);
        assertEquals("2027-02-02T00:00:00Z REINSTATED EXPIRED", life.story().get(6));
    }

    @Test
    void changeOfPlanGivesAnEndTakesItOrLeavesIt() {
        var life = new Lives("").issue("2026-01-01T00:00:00Z", "endless");
        assertEquals("never", life.end());
        life.tell("2026-01-15T00:00:00Z", Kind.CHANGE_PLAN, "monthly", Map.of());
        assertEquals("2026-02-15T00:00:00Z", life.end());
        life.tell("2026-01-20T00:00:00Z", Kind.CHANGE_PLAN, "yearly", Map.of());
        assertEquals("2026-02-15T00:00:00Z", life.end());
        assertEquals(life.license().expiresAtMs(), life.license().term().graceUntilMs());
        life.tell("2026-01-21T00:00:00Z", Kind.CHANGE_PLAN, "endless", Map.of());
        assertEquals("never", life.end());
        var fixed = new Lives("")
                .issue("2026-01-01T00:00:00Z", "yearly", null, "2026-03-03T00:00:00Z")
                .tell("2026-01-02T00:00:00Z", Kind.CHANGE_PLAN, "monthly", Map.of());
        assertEquals("2026-03-03T00:00:00Z", fixed.end());
        fixed.tell("2026-01-03T00:00:00Z", Kind.CHANGE_PLAN, "endless", Map.of());
        assertEquals("2026-03-03T00:00:00Z", fixed.end());
    }

    @Test
    void whatCannotRenewItselfAnyMoreSaysSoAndEnds() {
        var plans = new HashMap<>(Lives.PLANS);
        plans.remove("monthly");
        var before = new Lives("").issue("2026-01-01T00:00:00Z", "monthly");
        var life = new Lives("", plans);
        life.license = before.license;
        life.pass("2026-03-01T00:00:00Z");
        assertEquals(
                List.of(
                        "2026-02-01T00:00:00Z RENEWAL_SET ACTIVE",
                        "2026-02-01T00:00:00Z GRACE_BEGAN GRACE",
                        "2026-02-08T00:00:00Z EXPIRED EXPIRED"),
                life.story());
    }

    @Test
    void daysAndMonthsAreThoseOfTheLicense() {
        var life = new Lives("Europe/Berlin").issue("2026-02-28T12:00:00Z", "monthly");
        // The clock is set forward on the 29th of March: noon comes an hour earlier, and with it the end.
        assertEquals("2026-03-28T12:00:00Z", life.end());
        life.pass("2026-03-28T12:00:00Z");
        assertEquals("2026-04-28T11:00:00Z", life.end());
    }

    @ParameterizedTest
    @CsvSource({
        "until,,,,RENEWAL_INVALID,until",
        "until,soon,,,RENEWAL_INVALID,until",
        "until,2025-01-01T00:00:00Z,,,EXPIRY_IN_PAST,until",
        "from,then,,,RENEWAL_INVALID,from",
        "automatic,maybe,,,RENEWAL_INVALID,automatic",
        "till,2027-01-01T00:00:00Z,,,RENEWAL_INVALID,''",
        "from,now,automatic,on,RENEWAL_INVALID,''"
    })
    void renewalThatMakesNoSenseIsRefused(
            String name, String value, String other, String otherValue, String refusal, String field) {
        var attributes = new HashMap<String, String>();
        attributes.put(name, value == null ? "" : value);
        if (other != null) {
            attributes.put(other, otherValue);
        }
        var life = new Lives("").issue("2026-01-01T00:00:00Z", "yearly");
        life.tell("2026-01-02T00:00:00Z", Kind.RENEW, "", attributes);
        assertEquals(refusal, life.timeline.get(1).refusal());
        assertEquals(field, life.timeline.get(1).field());
    }

    @ParameterizedTest
    @CsvSource({"endless, off, NO_END, kind", "endless,,NO_END, kind", "tried, on, TERM_UNKNOWN, plan"})
    void whatHasNoEndOrNoLengthIsNotRenewed(String plan, String automatic, String refusal, String field) {
        var life = new Lives("").issue("2026-01-01T00:00:00Z", plan);
        life.tell(
                "2026-01-02T00:00:00Z", Kind.RENEW, "", automatic == null ? Map.of() : Map.of("automatic", automatic));
        assertEquals(refusal, life.timeline.get(1).refusal());
        assertEquals(field, life.timeline.get(1).field());
    }

    @Test
    void startInThePastOrBehindTheEndIsRefused() {
        var past = new Lives("").issue("2026-01-01T00:00:00Z", "yearly", "2026-01-01T00:00:00Z", null);
        assertEquals("START_IN_PAST", past.timeline.get(0).refusal());
        assertEquals("startsAtMs", past.timeline.get(0).field());
        var behind =
                new Lives("").issue("2026-01-01T00:00:00Z", "yearly", "2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z");
        assertEquals("EXPIRY_IN_PAST", behind.timeline.get(0).refusal());
    }
}
