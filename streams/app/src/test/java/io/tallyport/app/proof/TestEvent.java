package io.tallyport.app.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A usage event as a product would send it.
 *
 * @param time ISO-8601; null lets the edge stamp it
 * @param bytes exact decimal, the payload's quantity
 */
record TestEvent(
        String license,
        String source,
        String id,
        String type,
        @Nullable String time,
        String bytes) {

    /** An API call of the quickstart's product. */
    static TestEvent call(String license, String id, @Nullable String time) {
        return new TestEvent(license, "acme/web", id, "api.call", time, "1.5");
    }

    ObjectNode json() {
        var event = HttpTester.JSON
                .createObjectNode()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", source)
                .put("type", type)
                .put("license", license);
        if (time != null) {
            event.put("time", time);
        }
        String subject = subject();
        if (!subject.isEmpty()) {
            event.put("subject", subject);
        }
        event.putObject("data").put("bytes", new java.math.BigDecimal(bytes));
        return event;
    }

    /** Who produced it follows from the id, so that a retry says the same; of some nobody knows. */
    String subject() {
        int hash = Math.floorMod(id.hashCode(), 60);
        return hash % 4 == 0 ? "" : "org-" + hash % 3 + (hash % 4 == 1 ? "" : "/team-" + hash % 5 + "/user-" + hash);
    }

    static byte[] batch(List<TestEvent> events) {
        var batch = HttpTester.JSON.createArrayNode();
        events.forEach(event -> batch.add(event.json()));
        try {
            return HttpTester.JSON.writeValueAsBytes(batch);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
