package io.tallyport.port.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.CatalogDiff;
import io.tallyport.domain.catalog.Meter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A document that could be applied, beside the catalog in force.
 *
 * @param before the catalog in force
 * @param after the catalog of the document
 * @param recounted versions of meters that it brings and that begin in the past
 */
public record CatalogProposal(Catalog before, Catalog after, List<BroughtMeter> recounted) {

    /** What would change, as an answer. */
    public ObjectNode answer() {
        var changes = CatalogDiff.between(before, after);
        return CatalogAnswers.of(
                changes.isEmpty() ? before.revision() : after.revision(), before.revision(), changes, recounted, true);
    }

    /**
     * A document in which every version of a meter that it would bring begins at an instant.
     *
     * @param tree the document, as {@link CatalogText#tree} gives it; what is no catalog stays as it is
     * @param meter only versions of this meter; empty for all
     * @param from the instant
     */
    static @Nullable Object startingAt(@Nullable Object tree, Catalog before, String meter, String from) {
        if (!(tree instanceof Map<?, ?> document) || !(document.get("meters") instanceof List<?> meters)) {
            return tree;
        }
        var changed = new ArrayList<@Nullable Object>();
        for (Object entry : meters) {
            changed.add(
                    entry instanceof Map<?, ?> fields && isBrought(fields, before, meter)
                            ? with(fields, "from", from)
                            : entry);
        }
        return with(document, "meters", changed);
    }

    private static boolean isBrought(Map<?, ?> fields, Catalog before, String meter) {
        String id = String.valueOf(fields.get("id"));
        Object said = fields.get("version");
        String version = said == null ? "1" : String.valueOf(said);
        Meter was = before.meters().get(id);
        return (meter.isEmpty() || meter.equals(id))
                && (was == null
                        || was.versions().stream()
                                .noneMatch(
                                        one -> Integer.toString(one.version()).equals(version)));
    }

    private static Map<Object, @Nullable Object> with(Map<?, ?> fields, String name, Object value) {
        var copy = new LinkedHashMap<Object, @Nullable Object>(fields);
        copy.put(name, value);
        return copy;
    }
}
