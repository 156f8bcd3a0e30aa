package io.tallyport.port.explain;

import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.usage.UsageEvent;

/**
 * An event that was counted: of its own, or as what took the place of another.
 *
 * @param event the event
 * @param at the record that brought it
 * @param zone zone of its period when it was counted: OPEN, GRACE or CLOSED
 * @param catalogRevision revision by which it was counted
 * @param amends id of the event whose place it took; empty if it took none, or not under this license
 */
record JudgedEvent(UsageEvent event, Origin at, String zone, long catalogRevision, String amends) {

    static final String CLOSED = "CLOSED";
}
