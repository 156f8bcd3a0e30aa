package io.tallyport.port.ingest;

import io.tallyport.port.answer.FieldError;
import io.tallyport.port.answer.Problem;
import java.util.List;

/**
 * What a request holds: events, or the faults that make all of it unacceptable.
 *
 * @param events in the order of the request; to be used only when there are no errors
 * @param errors every fault found, by index and field
 */
public record EventBatch(List<ParsedEvent> events, List<FieldError> errors) {
    public EventBatch {
        events = List.copyOf(events);
        errors = List.copyOf(errors);
    }

    /**
     * Refuses a batch in which an event does not say when it was: of a backfill, the time of arrival says nothing.
     *
     * @throws io.tallyport.port.answer.ProblemException 400 that names every such event
     */
    void requireTimes() {
        var faults = new Faults();
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).timeMs() == null) {
                faults.at(i);
                faults.add("time", "MISSING", "an event of a backfill says when it was");
            }
        }
        new EventBatch(List.of(), faults.all()).requireFaultless();
    }

    /**
     * Refuses a batch with faults.
     *
     * @throws io.tallyport.port.answer.ProblemException 400 that names every fault
     */
    public void requireFaultless() {
        if (!errors.isEmpty()) {
            throw Problem.badInput(
                            "EVENT_MALFORMED",
                            "nothing was written: " + errors.size() + (errors.size() == 1 ? " fault" : " faults")
                                    + " in the events",
                            errors)
                    .asException();
        }
    }
}
