package io.tallyport.verifier;

import io.tallyport.wire.UsageEventV1;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The subjects that an event is of, by names that no group has: a slash, and the path with its elements parted by slashes. */
final class SubjectPaths {

    /** What is of no subject. */
    static final String UNATTRIBUTED = "/";

    private static final int MOST_ELEMENTS = 8;
    private static final int LONGEST_ELEMENT = 128;
    private static final int LONGEST = 400;

    /** The subject of an event and those above it, the outermost first; null if its path is too long. */
    static @Nullable List<String> of(UsageEventV1 event) {
        var elements = event.getSubjectPath().stream()
                .filter(element -> !element.isEmpty())
                .toList();
        if (elements.isEmpty()) {
            return List.of(UNATTRIBUTED);
        }
        var names = new ArrayList<String>();
        for (String element : elements) {
            String above = names.isEmpty() ? "" : names.get(names.size() - 1);
            names.add(above + "/" + element.replaceAll("([\\\\/])", "\\\\$1"));
        }
        boolean isShort = elements.size() <= MOST_ELEMENTS
                && elements.stream().allMatch(element -> element.length() <= LONGEST_ELEMENT)
                && names.get(names.size() - 1).getBytes(StandardCharsets.UTF_8).length <= 1 + LONGEST;
        return isShort ? names : null;
    }

    /** Whether a name is of a subject, or of what is of none. */
    static boolean isOne(String name) {
        return name.startsWith("/");
    }

    /** The name of the subject that a reading speaks of. */
    static String ofReading(String subject) {
        return subject.equals(UNATTRIBUTED) ? subject : "/" + subject;
    }

    private SubjectPaths() {}
}
