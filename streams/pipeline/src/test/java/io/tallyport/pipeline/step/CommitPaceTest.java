package io.tallyport.pipeline.step;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CommitPaceTest {

    private final CommitPace pace = new CommitPace(20, 100);

    @Test
    void nothingWantedAsksForNoCommit() {
        assertFalse(pace.isDue(1_000));
    }

    @Test
    void aChangeOfABacklogWaitsForTheInterval() {
        pace.want(CommitPace.OLD_MS + 1);
        assertFalse(pace.isDue(1_000));
        pace.want(CommitPace.OLD_MS);
        pace.want(CommitPace.OLD_MS + 1);
        assertTrue(pace.isDue(1_000), "a fresh change beside it hurries as ever");
    }

    @Test
    void aChangeAfterThePauseIsCommittedAtOnce() {
        pace.want(0);
        assertTrue(pace.isDue(120));
    }

    @Test
    void aChangeWithinThePauseWaitsForItsEndAndNotForTheNextChange() {
        pace.want(0);
        assertFalse(pace.isDue(119));
        assertTrue(pace.isDue(120));
    }

    @Test
    void aCommitThatAnotherAskedForCarriesWhatWasWantedAndBeginsThePauseAnew() {
        pace.want(0);
        pace.committed(130);
        assertFalse(pace.isDue(1_000));
        pace.want(0);
        assertFalse(pace.isDue(149));
        assertTrue(pace.isDue(150));
    }

    @Test
    void aClockThatWrapsAroundChangesNothing() {
        var wrapping = new CommitPace(20, Long.MAX_VALUE - 5);
        wrapping.want(0);
        assertFalse(wrapping.isDue(Long.MIN_VALUE + 5));
        assertTrue(wrapping.isDue(Long.MIN_VALUE + 20));
    }
}
