package io.tallyport.app.node;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Where the ticker takes the time from. The ticker alone asks: everything that decides takes the time from the ticks
 * that it reads.
 */
public interface TimeSource extends InstantSource {

    /**
     * Has somebody called when the time jumps, so that the jump is ticked at once. A source that merely flows never
     * calls.
     */
    void onJump(Runnable listener);

    /** The machine's clock. */
    static TimeSource system() {
        return new TimeSource() {
            @Override
            public Instant instant() {
                return InstantSource.system().instant();
            }

            @Override
            public void onJump(Runnable listener) {}
        };
    }
}
