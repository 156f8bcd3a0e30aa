package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A JSON document as an indented outline that reads like the YAML it came from. */
final class Outline {

    private static final Pattern SYNTAX = Pattern.compile("[\\[\\]{},]|: |:$| #|^['\"*&!|>%@`?-]");

    static void print(JsonNode document, Page page) {
        print(document, 0, page);
    }

    private static void print(JsonNode node, int depth, Page page) {
        String indent = "  ".repeat(depth);
        if (node.isObject()) {
            for (var field : node.properties()) {
                JsonNode value = field.getValue();
                if (flat(value)) {
                    page.line(indent + field.getKey() + ": " + yaml(value));
                } else {
                    page.line(indent + field.getKey() + ":");
                    print(value, depth + 1, page);
                }
            }
        } else {
            for (JsonNode item : node) {
                page.line(indent + "- " + yaml(item));
            }
        }
    }

    /** Scalars, and objects and lists of nothing but scalars, stand in one line. */
    private static boolean flat(JsonNode node) {
        if (node.isValueNode()) {
            return true;
        }
        for (JsonNode child : node) {
            if (!child.isValueNode()) {
                return false;
            }
        }
        return true;
    }

    /** A value in one line, as YAML: a text that would be read as more than itself is quoted. */
    static String yaml(JsonNode node) {
        return inline(node, text -> SYNTAX.matcher(text.asText()).find() ? text.toString() : text.asText());
    }

    /** A value in one line. */
    static String inline(JsonNode node) {
        return inline(node, JsonNode::asText);
    }

    private static String inline(JsonNode node, Function<JsonNode, String> scalar) {
        if (node.isTextual()) {
            return scalar.apply(node);
        }
        if (node.isValueNode()) {
            return node.asText();
        }
        var text = new StringBuilder(node.isArray() ? "[" : "{");
        String separator = "";
        if (node.isArray()) {
            for (JsonNode item : node) {
                text.append(separator).append(inline(item, scalar));
                separator = ", ";
            }
        } else {
            for (var field : node.properties()) {
                text.append(separator).append(field.getKey()).append(": ").append(inline(field.getValue(), scalar));
                separator = ", ";
            }
        }
        return text.append(node.isArray() ? "]" : "}").toString();
    }

    private Outline() {}
}
