package io.tallyport.domain.usage;

import io.tallyport.domain.evidence.Origin;
import java.util.Map;

/**
 * What some windows of a meter come to, counted from the events themselves, as of the record that made it necessary.
 *
 * @param license license id
 * @param series name of the meter's version
 * @param group group of the meter; empty for all
 * @param cause the record that the request named
 * @param totals each total by its window, as they were written
 */
public record UsageRecount(String license, String series, String group, Origin cause, Map<String, String> totals)
        implements UsageRecord {
    public UsageRecount {
        totals = Map.copyOf(totals);
    }
}
