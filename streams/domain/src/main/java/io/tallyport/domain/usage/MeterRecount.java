package io.tallyport.domain.usage;

import io.tallyport.domain.evidence.Origin;
import java.util.List;

/**
 * What a whole meter of a license comes to from an instant on, counted from the events themselves; or a part of that, where one
 * record cannot hold it.
 *
 * @param license license id
 * @param meter id of the meter
 * @param cause the record that the request named
 * @param part number of this part, from 1 on
 * @param parts how many there are
 * @param events events of the license that were found
 * @param high upper half of the sum, modulo 2^128, of their digests
 * @param low lower half of it
 * @param unmeasured events of the meter's type that its version could not measure
 * @param totals the totals, as they were written
 */
public record MeterRecount(
        String license,
        String meter,
        Origin cause,
        int part,
        int parts,
        long events,
        long high,
        long low,
        long unmeasured,
        List<String> totals)
        implements UsageRecord {
    public MeterRecount {
        totals = List.copyOf(totals);
    }
}
