package io.tallyport.domain.metering;

import io.tallyport.domain.catalog.Window;

/**
 * One window of a license's calendar.
 *
 * @param window its length
 * @param fromMs its start, ms since the epoch
 */
public record WindowStart(Window window, long fromMs) {}
