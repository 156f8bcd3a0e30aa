package io.tallyport.port.explain;

import org.jspecify.annotations.Nullable;

/**
 * Which number is to be explained.
 *
 * @param license license id
 * @param meter meter id
 * @param fromMs start of the period, ms since the epoch
 * @param toMs its end, exclusive
 * @param group only this group of the meter; empty for all of it
 * @param meterVersion only this version of the meter; null for all
 * @param limit how many events to list
 */
record UsageQuestion(
        String license,
        String meter,
        long fromMs,
        long toMs,
        String group,
        @Nullable Integer meterVersion,
        int limit) {

    /** Whether a version of the meter is asked for. */
    boolean wants(int version) {
        return meterVersion == null || meterVersion == version;
    }

    /** Whether a line, or a reading, of the meter is what is asked for. */
    boolean wants(String ofMeter, int version, String ofGroup) {
        return ofMeter.equals(meter) && ofGroup.equals(group) && wants(version);
    }
}
