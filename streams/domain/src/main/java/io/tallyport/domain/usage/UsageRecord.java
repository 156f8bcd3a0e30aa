package io.tallyport.domain.usage;

/** What a usage topic holds beside ticks: usage, or the correction of usage. */
public sealed interface UsageRecord permits UsageEvent, UsageCorrection {

    /** License id; empty when nobody named or resolved one. */
    String license();
}
