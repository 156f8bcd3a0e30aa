package io.tallyport.port.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tallyport.domain.catalog.FailurePolicy;
import io.tallyport.domain.evidence.Origin;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Java records of the domain and the read model as JSON, by the same rules as {@link WireJson}: {@code atMs} becomes
 * {@code at}, an ISO instant; "none" is left out; decimals are strings. The coordinates of a record stand beside its
 * fields, not below them.
 */
public final class RecordJson {

    private static final Set<String> DURATIONS = Set.of("viewAgeMs", "freshForMs");
    private static final Set<String> HERE = Set.of("at", "origin");

    /** The record's components as one object. Key hashes are left out. */
    public static ObjectNode of(Record record) {
        var node = Json.object();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            if (!WireJson.isKey(component.getName())) {
                put(node, component.getName(), read(record, component));
            }
        }
        return node;
    }

    private static void put(ObjectNode node, String name, @Nullable Object value) {
        if (value == null || (value instanceof String text && text.isEmpty())) {
            return;
        }
        if (Boolean.FALSE.equals(value) && WireJson.SAID_IF_SO.contains(name)) {
            return;
        }
        if (value instanceof Origin origin && HERE.contains(name)) {
            node.put("topic", origin.topic())
                    .put("partition", origin.partition())
                    .put("offset", origin.offset());
        } else if (name.endsWith("Ms") && value instanceof Long ms && !DURATIONS.contains(name)) {
            if (ms != 0 && ms != Long.MAX_VALUE) {
                node.put(name.substring(0, name.length() - 2), Json.instant(ms));
            }
        } else {
            node.set(name, value(value));
        }
    }

    private static JsonNode value(Object value) {
        var factory = JsonNodeFactory.instance;
        if (value instanceof BigDecimal decimal) {
            return TextNode.valueOf(decimal.toPlainString());
        } else if (value instanceof FailurePolicy policy) {
            return TextNode.valueOf(policy.text());
        } else if (value instanceof Record record) {
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
            map.forEach((key, entry) -> object.set(String.valueOf(key), value(entry)));
            return object;
        }
        return TextNode.valueOf(value.toString());
    }

    private static @Nullable Object read(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("public records can be read: " + record.getClass(), e);
        }
    }

    private RecordJson() {}
}
