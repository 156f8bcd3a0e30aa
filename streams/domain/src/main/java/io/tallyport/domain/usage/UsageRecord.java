package io.tallyport.domain.usage;

/** What a usage topic holds beside ticks: usage, the correction of usage, or what was recounted after one. */
public sealed interface UsageRecord permits UsageEvent, UsageCorrection, UsageRecount, MeterRecount {

    /** License id; empty when nobody named or resolved one. */
    String license();
}
