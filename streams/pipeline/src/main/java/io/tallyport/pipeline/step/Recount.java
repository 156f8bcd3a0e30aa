package io.tallyport.pipeline.step;

import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.domain.usage.UsageRecount;
import io.tallyport.pipeline.state.PendingRecount;
import java.util.Map;

/**
 * A recount that is awaited.
 *
 * @param said the answer
 * @param totals what the windows come to
 * @param waiting what is waited for
 */
record Recount(UsageRecount said, Map<WindowStart, Total> totals, PendingRecount waiting) {}
