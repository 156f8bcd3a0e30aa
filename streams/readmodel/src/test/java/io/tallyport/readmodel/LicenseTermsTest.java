package io.tallyport.readmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.readmodel.LicenseTerm.Gap;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** For how long a license is there: what its periods follow from. */
final class LicenseTermsTest {

    @Test
    void oneThatIsToEndEndsWithItsGrace() {
        var timeline = new TermTimeline().ends(500L, 700L).add("ISSUED", "ACTIVE", 100);
        assertEquals(699, timeline.licenseTerm().endMs());
        timeline.add("GRACE_BEGAN", "GRACE", 500);
        assertEquals(699, timeline.licenseTerm().endMs());
        timeline.renews(true).add("RENEWAL_SET", "GRACE", 600);
        assertEquals(Long.MAX_VALUE, timeline.licenseTerm().endMs(), "it renews itself");
    }

    /** The grace is for those who have begun. */
    @Test
    void aDraftEndsWithItsEnd() {
        var timeline = new TermTimeline().ends(500L, 700L).add("ISSUED", "DRAFT", 100);
        assertEquals(499, timeline.licenseTerm().endMs());
        timeline.add("EXPIRED", "EXPIRED", 500);
        assertEquals(499, timeline.licenseTerm().endMs());
    }

    @Test
    void itExpiredBeforeTheInstantAndWasRevokedAtIt() {
        var expired =
                new TermTimeline().ends(500L, 700L).add("ISSUED", "ACTIVE", 100).add("EXPIRED", "EXPIRED", 700);
        assertEquals(699, expired.licenseTerm().endMs());
        expired.add("REVOKED", "REVOKED", 900);
        assertEquals(699, expired.licenseTerm().endMs(), "it had ended before");
        var revoked = new TermTimeline().add("ISSUED", "ACTIVE", 100).add("REVOKED", "REVOKED", 300);
        assertEquals(300, revoked.licenseTerm().endMs());
    }

    /** A build before there were terms noticed the end later, and wrote down when. */
    @Test
    void anOlderExpiryIsOfItsEnd() {
        var timeline =
                new TermTimeline().ends(500L, null).add("ISSUED", "ACTIVE", 100).add("EXPIRED", "EXPIRED", 900);
        assertEquals(499, timeline.licenseTerm().endMs());
    }

    @Test
    void oneThatComesBackIsThereAgain() {
        var timeline = new TermTimeline()
                .ends(500L, 500L)
                .add("ISSUED", "TRIAL", 100)
                .add("TRIAL_ENDED", "EXPIRED", 500)
                .ends(2_000L, 2_000L)
                .add("RENEWED", "ACTIVE", 800)
                .add("REVOKED", "REVOKED", 900)
                .again(1);
        assertEquals(List.of(new Gap(499, 800)), timeline.licenseTerm().gaps());
        assertEquals(900, timeline.licenseTerm().endMs());
        timeline.add("REINSTATED", "SUSPENDED", 1_000);
        assertEquals(
                List.of(new Gap(499, 800), new Gap(900, 1_000)),
                timeline.licenseTerm().gaps());
        assertEquals(1_999, timeline.licenseTerm().endMs());
    }

    /** One that is reinstated behind its end is none that came back. */
    @Test
    void whatChangesWhileItIsOverMovesNoEnd() {
        var timeline = new TermTimeline()
                .ends(500L, 500L)
                .add("ISSUED", "ACTIVE", 100)
                .add("REVOKED", "REVOKED", 300)
                .add("REINSTATED", "EXPIRED", 600);
        assertEquals(300, timeline.licenseTerm().endMs());
        assertEquals(List.of(), timeline.licenseTerm().gaps());
    }

    @Test
    void periodsInWhichItWasOverWaitForNothing() {
        var timeline = new TermTimeline()
                .add("ISSUED", "ACTIVE", ms("2026-01-15T00:00:00Z"))
                .add("REVOKED", "REVOKED", ms("2026-02-10T00:00:00Z"))
                .add("REINSTATED", "ACTIVE", ms("2026-05-01T00:00:00Z"));
        assertEquals(
                List.of("2026-06", "2026-05", "2026-02", "2026-01"),
                WaitingPeriods.upTo(ms("2026-06-02T00:00:00Z"), timeline.licenseTerm(), List.of()).stream()
                        .map(period ->
                                Instant.ofEpochMilli(period.fromMs()).toString().substring(0, 7))
                        .toList());
    }

    private static long ms(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
