package io.tallyport.port.answer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/**
 * What a handler answers.
 *
 * @param status HTTP status
 * @param mediaType of the body
 * @param body the bytes
 */
@SuppressWarnings("ArrayRecordComponent")
public record Answer(int status, String mediaType, byte[] body) {

    /** Status of an answer that the handler writes itself, bit by bit. */
    public static final int STREAMED = 0;

    /** The handler writes the answer itself. */
    public static Answer streamed() {
        return new Answer(STREAMED, "", new byte[0]);
    }

    /** 200 with JSON. */
    public static Answer ok(JsonNode node) {
        return json(200, node);
    }

    /** JSON with a status. */
    public static Answer json(int status, JsonNode node) {
        return new Answer(status, "application/json", Json.bytes(node));
    }

    /** 200 with a text. */
    public static Answer text(String mediaType, String text) {
        return new Answer(200, mediaType, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A problem. */
    public static Answer of(Problem problem) {
        return new Answer(problem.status(), Problem.MEDIA_TYPE, Json.bytes(Json.of(problem)));
    }
}
