package io.tallyport.pipeline.step;

import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.usage.CorrectionState;
import io.tallyport.domain.usage.UsageCorrection;
import io.tallyport.domain.usage.UsageEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A correction that is taken, and what it does to the meters.
 *
 * @param asked what is asked
 * @param before what was corrected about the event before
 * @param replacementBefore what was corrected about the event that took its place; null if none did
 * @param removed what counts no more; null if nothing is taken back
 * @param added what counts from now on; null if nothing is added
 */
record Correction(
        UsageCorrection asked,
        CorrectionState before,
        @Nullable CorrectionState replacementBefore,
        @Nullable Effect removed,
        @Nullable Effect added) {

    /**
     * One event's part in the meters.
     *
     * @param event the event
     * @param contributions what it adds
     */
    record Effect(UsageEvent event, List<Contribution> contributions) {}
}
