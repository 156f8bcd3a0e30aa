package io.tallyport.port.license;

import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.RequestFields;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What is asked of a renewal beside who asks, and why: an end, what to count it from, or whether it goes on by itself. */
public final class RenewalRequest {

    /** The fields of a body. */
    public static final Set<String> FIELDS = Set.of("until", "from", "automatic", "author", "reason", "commandId");

    private static final Map<String, Set<String>> WORDS =
            Map.of("from", Set.of("expiry", "now"), "automatic", Set.of("on", "off"));

    /** The attributes of the command: one of until, from and automatic, or none. */
    public static Map<String, String> attributes(RequestFields fields) {
        var attributes = new TreeMap<String, String>();
        Long untilMs = fields.instantMs("until");
        if (untilMs != null) {
            attributes.put("until", Json.instant(untilMs));
        }
        WORDS.forEach((name, words) -> {
            String word = fields.optional(name);
            if (!word.isEmpty()) {
                attributes.put(name, known(name, word, words));
            }
        });
        if (attributes.size() > 1) {
            String last = attributes.lastKey();
            throw Problem.badInput("MALFORMED", last, last + " does not go with " + attributes.firstKey())
                    .asException();
        }
        return attributes;
    }

    private static String known(String name, String word, Set<String> words) {
        if (!words.contains(word)) {
            throw Problem.badInput(
                            "MALFORMED", name, name + " must be " + String.join(" or ", new java.util.TreeSet<>(words)))
                    .asException();
        }
        return word;
    }

    private RenewalRequest() {}
}
