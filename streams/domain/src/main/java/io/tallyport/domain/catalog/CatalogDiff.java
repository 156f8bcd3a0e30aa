package io.tallyport.domain.catalog;

import io.tallyport.domain.catalog.CatalogChange.Item;
import io.tallyport.domain.catalog.CatalogChange.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What differs between two catalogs, field by field. Revision numbers and the order of items do not count. */
public final class CatalogDiff {

    private CatalogDiff() {}

    /** All changes that lead from one catalog to another; empty if they say the same. */
    public static List<CatalogChange> between(Catalog before, Catalog after) {
        return between(CatalogDocument.write(before), CatalogDocument.write(after));
    }

    /** The same of two canonical trees, as they were written; an empty one is no catalog. */
    public static List<CatalogChange> between(Map<?, ?> from, Map<?, ?> to) {
        var changes = new ArrayList<CatalogChange>();
        compare(Item.PRODUCT, items(from.get("products")), items(to.get("products")), changes);
        compare(Item.METER, items(from.get("meters")), items(to.get("meters")), changes);
        compare(Item.FEATURE, items(from.get("features")), items(to.get("features")), changes);
        compare(Item.PLAN, items(from.get("plans")), items(to.get("plans")), changes);
        compare(Item.CUSTOMER, items(from.get("customers")), items(to.get("customers")), changes);
        return List.copyOf(changes);
    }

    private static void compare(
            Item item,
            Map<String, Map<String, String>> from,
            Map<String, Map<String, String>> to,
            List<CatalogChange> changes) {
        for (String id : union(from.keySet(), to.keySet())) {
            Map<String, String> old = from.get(id);
            Map<String, String> now = to.get(id);
            if (old == null) {
                changes.add(new CatalogChange(item, id, Kind.ADDED, "", "", ""));
            } else if (now == null) {
                changes.add(new CatalogChange(item, id, Kind.REMOVED, "", "", ""));
            } else {
                for (String field : union(old.keySet(), now.keySet())) {
                    String was = old.getOrDefault(field, "");
                    String is = now.getOrDefault(field, "");
                    if (!was.equals(is) || old.containsKey(field) != now.containsKey(field)) {
                        changes.add(new CatalogChange(item, id, Kind.CHANGED, field, was, is));
                    }
                }
            }
        }
    }

    private static Set<String> union(Set<String> first, Set<String> second) {
        var union = new LinkedHashSet<>(first);
        union.addAll(second);
        return union;
    }

    /** The items of a canonical list by id, each as its fields by path. */
    private static Map<String, Map<String, String>> items(@Nullable Object list) {
        var items = new LinkedHashMap<String, Map<String, String>>();
        if (list instanceof List<?> entries) {
            for (Object entry : entries) {
                var fields = new LinkedHashMap<String, String>();
                flatten("", entry, fields);
                String id = nameOf(entry, 0);
                // Only meters come in several versions.
                items.put(items.containsKey(id) ? id + " version " + fields.get("version") : id, fields);
            }
        }
        return items;
    }

    private static void flatten(String path, Object value, Map<String, String> fields) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> flatten(path.isEmpty() ? "" + key : path + "." + key, inner, fields));
        } else if (value instanceof List<?> list && list.stream().allMatch(Number.class::isInstance)) {
            fields.put(path, list.toString());
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                flatten(path + "[" + nameOf(list.get(i), i) + "]", list.get(i), fields);
            }
        } else {
            fields.put(path, value.toString());
        }
    }

    /** What an entry of a list is known by: its id, the meter and window of a rule, the meter of what is included, or itself. */
    private static String nameOf(Object entry, int index) {
        if (!(entry instanceof Map<?, ?> map)) {
            return entry.toString();
        }
        if (map.get("system") != null) {
            return "" + map.get("system");
        }
        if (map.get("id") != null) {
            return "" + map.get("id");
        }
        Object window = map.get("per") == null ? map.get("bucket") : map.get("per");
        String meter = map.get("meter") == null ? "" + index : "" + map.get("meter");
        return window == null ? meter : meter + "/" + window;
    }
}
