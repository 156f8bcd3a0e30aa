package io.tallyport.port.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.domain.catalog.CatalogChange;
import io.tallyport.domain.catalog.CatalogDiff;
import io.tallyport.port.answer.Json;
import io.tallyport.readmodel.CatalogDocument;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists revisions, newest first, each with how much it changed against the one before. It holds one document at a time. */
public final class RevisionListing {

    private final ArrayNode rows = Json.MAPPER.createArrayNode();
    private final int limit;
    private @Nullable ObjectNode last;
    private Map<?, ?> lastTree = Map.of();
    private boolean more;

    /** @param limit at most so many */
    public RevisionListing(int limit) {
        this.limit = limit;
    }

    /** Takes the next older revision; says whether it wants another. The one behind the last is only compared with. */
    public boolean add(CatalogDocument revision) {
        Map<?, ?> tree = StoredCatalog.of(revision).tree();
        compareLastWith(revision.revision(), tree);
        if (rows.size() == limit) {
            more = true;
            last = null;
            return false;
        }
        last = head(revision);
        lastTree = tree;
        rows.add(last);
        return true;
    }

    /** The rows, once all revisions were taken. */
    public ArrayNode rows() {
        compareLastWith(0, Map.of());
        last = null;
        return rows;
    }

    /** Where the next page begins; 0 if there is none. */
    public long next() {
        return more ? rows.get(rows.size() - 1).path("revision").asLong() : 0;
    }

    /** What every answer about a revision says of it. */
    public static ObjectNode head(CatalogDocument revision) {
        return Json.object()
                .put("revision", revision.revision())
                .put("base", revision.base())
                .put("appliedAt", Json.instant(revision.appliedAtMs()))
                .put("author", revision.author())
                .put("reason", revision.reason())
                .put("digest", revision.digest());
    }

    /** Nothing is said of a revision of which the one before is not there. */
    private void compareLastWith(long revision, Map<?, ?> tree) {
        if (last != null && last.path("base").asLong() == revision) {
            last.set("changes", counts(tree, lastTree));
        }
    }

    private static ObjectNode counts(Map<?, ?> from, Map<?, ?> to) {
        var counts = new EnumMap<CatalogChange.Item, Map<CatalogChange.Kind, Integer>>(CatalogChange.Item.class);
        for (CatalogChange change : CatalogDiff.between(from, to)) {
            counts.computeIfAbsent(change.item(), item -> new EnumMap<>(CatalogChange.Kind.class))
                    .merge(change.kind(), 1, Integer::sum);
        }
        ObjectNode node = Json.object();
        counts.forEach((item, kinds) -> {
            ObjectNode of = node.putObject(word(item));
            kinds.forEach((kind, count) -> of.put(word(kind), count));
        });
        return node;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
