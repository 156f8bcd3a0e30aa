package io.tallyport.port.ingest;

import io.tallyport.port.answer.FieldError;
import io.tallyport.port.answer.Problem;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with the events of one request. Bounded: a flood of faults does not become a flood of text. */
final class Faults {

    private final List<FieldError> errors = new ArrayList<>();
    private int index;

    /** The faults that follow belong to this event. */
    void at(int eventIndex) {
        this.index = eventIndex;
    }

    void add(String field, String code, String reason) {
        if (errors.size() < Problem.ERRORS_MAX) {
            errors.add(new FieldError(index, field, code, reason));
        }
    }

    int count() {
        return errors.size();
    }

    boolean full() {
        return errors.size() >= Problem.ERRORS_MAX;
    }

    List<FieldError> all() {
        return List.copyOf(errors);
    }
}
