package io.tallyport.domain.ledger;

import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Total;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Usage that is kept beside a ledger: of groups, and of the parts of a period in which one plan held. */
public interface UsageParts {

    /** The groups that a meter has in a period. */
    Collection<String> groups(String series, long periodFromMs);

    /** What a group used, in whole periods; null if it has no usage in this one. */
    @Nullable MeterUsage group(String series, long periodFromMs, String group);

    /**
     * What was used in a part of a period.
     *
     * @param group group of the meter; empty for all of it
     * @return null if nothing was counted since the period was parted
     */
    @Nullable Total part(String series, long partFromMs, String group);
}
