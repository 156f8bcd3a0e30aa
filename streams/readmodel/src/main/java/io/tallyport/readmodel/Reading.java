package io.tallyport.readmodel;

import java.math.BigDecimal;

/**
 * One meter's value in one window, from the latest record about it.
 *
 * @param license license id
 * @param customer customer id
 * @param product product id
 * @param plan plan id
 * @param version version of the reading: rises with each record of this license
 * @param asOfMs tick time of the reading, ms since the epoch
 * @param catalogRevision revision that it was metered by
 * @param meter meter id
 * @param meterVersion version of the meter
 * @param group group within the meter; empty if it is not grouped
 * @param unit unit of the value
 * @param window MINUTE, HOUR, DAY or MONTH
 * @param fromMs start of the window, inclusive
 * @param toMs end of the window, exclusive
 * @param value exact value, or an estimate
 * @param events how many events were counted into it
 * @param zone OPEN, GRACE or CLOSED at that time
 * @param aggregation how the values of its events came together; empty in a record of a build that did not say
 * @param relativeError standard error of an estimate, as a part of one; empty where the value is exact
 * @param recounting whether an event was taken back that may have made the value what it is, and the others are being
 *     counted again
 * @param level of a level over time: the level at the end of the window, or as of the reading if it still runs; else empty
 * @param subject path of the subject below the license; a slash alone for what is of none; empty for all of the meter and for groups
 */
public record Reading(
        String license,
        String customer,
        String product,
        String plan,
        long version,
        long asOfMs,
        long catalogRevision,
        String meter,
        int meterVersion,
        String group,
        String unit,
        String window,
        long fromMs,
        long toMs,
        BigDecimal value,
        long events,
        String zone,
        String aggregation,
        String relativeError,
        boolean recounting,
        String level,
        String subject) {}
