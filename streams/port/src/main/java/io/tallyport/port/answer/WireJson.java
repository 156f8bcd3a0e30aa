package io.tallyport.port.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tallyport.wire.DecimalV1;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Wire records as JSON. A field {@code atMs} becomes {@code at}, an ISO instant; a duration stays a number of ms; an
 * instant of 0 and an empty string mean "none" on the wire and are left out; decimals are strings.
 */
public final class WireJson {

    /** What holds of few licenses is said of those alone. */
    static final Set<String> SAID_IF_SO = Set.of("trial", "fixedEnd", "renews");

    private static final Set<String> DURATIONS = Set.of("viewAgeMs", "failForMs", "freshForMs");

    /** The record's fields as one object. Key hashes are left out: nobody outside needs them. */
    public static ObjectNode of(SpecificRecord record) {
        var node = Json.object();
        for (Schema.Field field : record.getSchema().getFields()) {
            if (!isKey(field.name())) {
                put(node, field.name(), record.get(field.pos()));
            }
        }
        return node;
    }

    /** Whether a field is a key's hash. */
    static boolean isKey(String name) {
        return name.equals("keyHash") || name.equals("oldKeyHash");
    }

    private static void put(ObjectNode node, String name, @Nullable Object value) {
        if (value == null || (value instanceof CharSequence text && text.isEmpty())) {
            return;
        }
        if (Boolean.FALSE.equals(value) && SAID_IF_SO.contains(name)) {
            return;
        }
        if (name.endsWith("Ms") && value instanceof Long ms && !DURATIONS.contains(name)) {
            if (ms != 0 && ms != Long.MAX_VALUE) {
                node.put(name.substring(0, name.length() - 2), Json.instant(ms));
            }
            return;
        }
        node.set(name, value(value));
    }

    private static JsonNode value(@Nullable Object value) {
        var factory = JsonNodeFactory.instance;
        if (value == null) {
            return factory.nullNode();
        } else if (value instanceof DecimalV1 decimal) {
            return TextNode.valueOf(decimal.getValue());
        } else if (value instanceof SpecificRecord record) {
            return of(record);
        } else if (value instanceof Boolean flag) {
            return factory.booleanNode(flag);
        } else if (value instanceof Integer number) {
            return factory.numberNode(number);
        } else if (value instanceof Long number) {
            return factory.numberNode(number);
        } else if (value instanceof Collection<?> list) {
            var array = factory.arrayNode();
            list.forEach(entry -> array.add(value(entry)));
            return array;
        } else if (value instanceof Map<?, ?> map) {
            var object = factory.objectNode();
            map.entrySet().stream()
                    .sorted(java.util.Comparator.comparing(e -> String.valueOf(e.getKey())))
                    .forEach(e -> object.set(String.valueOf(e.getKey()), value(e.getValue())));
            return object;
        } else if (value instanceof ByteBuffer bytes) {
            var copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return TextNode.valueOf(Base64.getEncoder().encodeToString(copy));
        }
        return TextNode.valueOf(value.toString());
    }

    private WireJson() {}
}
