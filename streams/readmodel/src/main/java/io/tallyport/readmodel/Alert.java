package io.tallyport.readmodel;

import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.evidence.Origin;
import org.jspecify.annotations.Nullable;

/** One incident, as its latest record says. */
public sealed interface Alert permits QuotaAlert, AnomalyAlert {

    /** Id of the incident. */
    String alertId();

    /** OPENED, UPDATED or RESOLVED. */
    String status();

    /** License id. */
    String license();

    /** Customer id. */
    String customer();

    /** Meter id; empty if none is concerned. */
    String meter();

    /** Tick time of the latest record, ms since the epoch. */
    long atMs();

    /** What it rests on; null if nothing was recorded. */
    @Nullable Evidence evidence();

    /** Where the latest record stands in its topic. */
    Origin at();
}
