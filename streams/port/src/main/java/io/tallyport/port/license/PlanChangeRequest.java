package io.tallyport.port.license;

import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.ProblemException;
import io.tallyport.port.answer.RequestFields;
import java.util.Map;
import java.util.Set;

/** What is asked of a change of plan beside the plan, who asks, and why: when it is to hold, if not at once. */
public final class PlanChangeRequest {

    /** The fields of a body. */
    public static final Set<String> FIELDS = Set.of("plan", "at", "author", "reason", "commandId");

    private static final String AT = "at";
    /** Instants that the license knows: the end of its period that runs, and that of its term. */
    private static final Set<String> ENDS = Set.of("period-end", "term-end");

    /** The attributes of the command: at, or none. */
    public static Map<String, String> attributes(RequestFields fields) {
        String at = fields.optional(AT);
        if (at.isEmpty()) {
            return Map.of();
        }
        return Map.of(AT, ENDS.contains(at) ? at : instant(at));
    }

    private static String instant(String at) {
        try {
            return Json.instant(RequestFields.instantMs(AT, at));
        } catch (ProblemException e) {
            throw Problem.badInput(
                            "MALFORMED",
                            AT,
                            "at must be period-end, term-end or an instant in UTC, for example 2027-01-01T00:00:00Z")
                    .asException(e);
        }
    }

    private PlanChangeRequest() {}
}
