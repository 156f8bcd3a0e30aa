package io.tallyport.domain.usage;

/**
 * What was corrected about an event so far. Voids and restores take turns, so their number says whether it stands.
 *
 * @param count how many corrections it had
 * @param isAmended whether the last one put another event in its place
 * @param isRepeat whether one of them was the command that is asked about
 * @param isOfCommand whether the last one was the command that is to be undone
 */
public record CorrectionState(int count, boolean isAmended, boolean isRepeat, boolean isOfCommand) {

    /** So many corrections one event may have. */
    public static final int MOST = 100;

    /** Whether the event counts no more. */
    public boolean isVoided() {
        return count % 2 == 1;
    }
}
