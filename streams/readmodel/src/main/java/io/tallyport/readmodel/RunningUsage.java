package io.tallyport.readmodel;

import io.tallyport.domain.catalog.Window;
import java.util.List;

/** What a license has used by now in the windows that run. */
public interface RunningUsage {

    /** Tick time of the answer, ms since the epoch. */
    long nowMs();

    /** The totals in the window of a length that holds now, of each version of each meter that was used in it. */
    List<Reading> in(Window window);
}
