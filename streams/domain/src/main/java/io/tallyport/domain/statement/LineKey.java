package io.tallyport.domain.statement;

import io.tallyport.domain.catalog.Meter;
import java.util.Comparator;

/**
 * What a line of a period is about.
 *
 * @param fromMs start of the part of the period in which one plan held
 * @param series name of the meter's version
 * @param group group of the meter; empty for all of it
 */
public record LineKey(long fromMs, String series, String group) {

    /** The order of lines in a statement. */
    public static final Comparator<LineKey> ORDER = Comparator.comparingLong(LineKey::fromMs)
            .thenComparing(key -> Meter.idOf(key.series))
            .thenComparingInt(key -> Meter.versionOf(key.series))
            .thenComparing(LineKey::group);
}
