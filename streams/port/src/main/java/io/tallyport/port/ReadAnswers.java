package io.tallyport.port;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.RecordJson;
import io.tallyport.readmodel.Answer;
import java.util.List;

/** Answers of the read model as JSON: what was found, and what it was read at. */
final class ReadAnswers {

    /** A list under a name. */
    static ObjectNode list(String name, Answer<? extends List<? extends Record>> answer) {
        ObjectNode node = readAt(Json.object(), answer);
        var array = node.putArray(name);
        answer.value().forEach(record -> array.add(RecordJson.of(record)));
        return node;
    }

    /** Says at which tick time and offsets something was read. */
    static ObjectNode readAt(ObjectNode node, Answer<?> answer) {
        node.put("asOf", Json.instant(answer.asOfMs()));
        var offsets = node.putObject("offsets");
        answer.offsets().forEach(offsets::put);
        return node;
    }

    private ReadAnswers() {}
}
