package io.tallyport.pipeline.step;

import io.tallyport.domain.usage.UsageRecount;
import io.tallyport.pipeline.state.PendingRecount;

/**
 * A recount that is awaited.
 *
 * @param said what the windows come to
 * @param waiting what is waited for
 */
record Recount(UsageRecount said, PendingRecount waiting) {}
