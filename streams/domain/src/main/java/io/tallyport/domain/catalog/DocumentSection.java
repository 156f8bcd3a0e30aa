package io.tallyport.domain.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A map in a document whose keys were checked.
 *
 * @param node where it stands
 * @param entries its entries
 */
record DocumentSection(DocumentNode node, Map<?, ?> entries) {

    /** An entry that must be there: notes a problem if it is not. */
    Optional<DocumentNode> required(String key) {
        if (entries.get(key) == null) {
            node.problems().add(node.child(key), "MISSING", "is missing");
            return Optional.empty();
        }
        return optional(key);
    }

    /** An entry that may be left out or empty. */
    Optional<DocumentNode> optional(String key) {
        Object value = entries.get(key);
        return value == null
                ? Optional.empty()
                : Optional.of(new DocumentNode(node.child(key), value, node.problems()));
    }

    /** An entry that has no place here: notes a problem if it is there. */
    void refuse(String key, String reason) {
        optional(key).ifPresent(found -> found.note("NOT_ALLOWED", reason));
    }

    /** The items of a list that may be left out. */
    List<DocumentNode> items(String key, int most) {
        return optional(key).map(found -> found.items(most)).orElse(List.of());
    }

    /** An id that must be there; empty after a problem. */
    String id() {
        return required("id").map(DocumentNode::id).orElse("");
    }

    /** A text that must be there; empty after a problem. */
    String text(String key) {
        return required(key).map(DocumentNode::text).orElse("");
    }

    /** A text that may be left out. */
    String text(String key, String otherwise) {
        return optional(key).map(DocumentNode::text).orElse(otherwise);
    }

    /** A whole number that may be left out. */
    int whole(String key, int least, int most, int otherwise) {
        return optional(key).map(found -> found.whole(least, most)).orElse(otherwise);
    }

    /** The name of something defined elsewhere: notes a problem unless it is among the known. */
    String name(String key, String what, Set<String> known) {
        Optional<DocumentNode> found = required(key);
        String name = found.map(DocumentNode::text).orElse("");
        if (!name.isEmpty() && !known.contains(name)) {
            found.ifPresent(at -> at.problems().addUnknown(at.path(), "UNKNOWN_NAME", "the " + what, name, known));
        }
        return name;
    }
}
