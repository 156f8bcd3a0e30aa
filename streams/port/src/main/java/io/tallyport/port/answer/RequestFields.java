package io.tallyport.port.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of a small JSON request. Whatever is missing, mistyped or unknown is refused by name. */
public final class RequestFields {

    private static final int CHARS_MAX = 256;

    private final ObjectNode body;

    private RequestFields(ObjectNode body) {
        this.body = body;
    }

    /**
     * Reads a body; an empty one is an empty object.
     *
     * @param allowed the fields that the request may have
     */
    public static RequestFields of(byte[] bytes, Set<String> allowed) {
        JsonNode node = Json.object();
        if (bytes.length > 0) {
            try {
                node = Json.MAPPER.readTree(bytes);
            } catch (JsonProcessingException e) {
                throw Problem.badInput("NOT_JSON", "body", "the body is no JSON: " + e.getOriginalMessage())
                        .asException();
            } catch (IOException | NumberFormatException e) {
                throw Problem.badInput("NOT_JSON", "body", "the body cannot be read as JSON")
                        .asException();
            }
        }
        if (!(node instanceof ObjectNode object)) {
            throw Problem.badInput("MISTYPED", "body", "the body must be a JSON object")
                    .asException();
        }
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!allowed.contains(name)) {
                throw Problem.badInput(
                                "UNKNOWN_FIELD",
                                printable(name),
                                "there is no such field; there are " + sorted(allowed))
                        .asException();
            }
        }
        return new RequestFields(object);
    }

    /** A text that must be there. */
    public String required(String name) {
        String text = optional(name);
        if (text.isEmpty()) {
            throw Problem.badInput("MISSING", name, name + " is required").asException();
        }
        return text;
    }

    /** A text; empty if it is not there. */
    public String optional(String name) {
        return longText(name, CHARS_MAX);
    }

    /** A text of at most so many characters; empty if it is not there. */
    public String longText(String name, int most) {
        JsonNode value = body.get(name);
        if (value == null || value.isNull()) {
            return "";
        }
        if (!value.isTextual()) {
            throw Problem.badInput("MISTYPED", name, name + " must be a string").asException();
        }
        return checked(name, value.textValue(), most);
    }

    /** True or false; false if it is not there. */
    public boolean flag(String name) {
        JsonNode value = body.get(name);
        if (value == null || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw Problem.badInput("MISTYPED", name, name + " must be true or false")
                    .asException();
        }
        return value.booleanValue();
    }

    /** A JSON object; an empty one if it is not there. */
    public JsonNode object(String name) {
        JsonNode value = body.get(name);
        if (value == null || value.isNull()) {
            return Json.object();
        }
        if (!value.isObject()) {
            throw Problem.badInput("MISTYPED", name, name + " must be an object")
                    .asException();
        }
        return value;
    }

    /** An instant in ms since the epoch; null if it is not there. */
    public @Nullable Long instantMs(String name) {
        String text = optional(name);
        return text.isEmpty() ? null : instantMs(name, text);
    }

    /** An ISO-8601 instant in ms since the epoch. */
    public static long instantMs(String name, String text) {
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw Problem.badInput(
                            "MALFORMED", name, name + " must be an instant in UTC, for example 2026-01-10T00:00:00Z")
                    .asException();
        }
    }

    /** A text as it may be stored: bounded, without control characters or license keys. */
    public static String checked(String name, String text) {
        return checked(name, text, CHARS_MAX);
    }

    /** The same with another bound. */
    public static String checked(String name, String text, int most) {
        if (text.length() > most) {
            throw Problem.badInput("TOO_LONG", name, name + " has more than " + most + " characters")
                    .asException();
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c))) {
            throw Problem.badInput("MALFORMED", name, name + " holds characters that cannot be printed")
                    .asException();
        }
        if (MisplacedKey.isIn(text)) {
            throw Problem.badInput(MisplacedKey.CODE, name, name + " " + MisplacedKey.REASON)
                    .asException();
        }
        return text;
    }

    private static String printable(String name) {
        String plain = name.replaceAll("[^\\p{Alnum}_.-]", "?");
        return plain.length() <= 64 ? plain : plain.substring(0, 64);
    }

    private static String sorted(Set<String> names) {
        return String.join(", ", new java.util.TreeSet<>(names));
    }
}
