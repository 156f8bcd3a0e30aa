package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** Finds the list in an answer. */
final class Rows {

    /** The first of the named arrays that the answer has; an empty one if it has none. */
    static JsonNode of(JsonNode answer, String... names) {
        if (answer.isArray()) {
            return answer;
        }
        for (String name : names) {
            if (answer.path(name).isArray()) {
                return answer.path(name);
            }
        }
        return Json.MAPPER.createArrayNode();
    }

    private Rows() {}
}
