package io.tallyport.domain.catalog;

/**
 * One difference between two catalogs.
 *
 * @param item what sort of item changed
 * @param id its id
 * @param kind what happened to the item
 * @param field path of the field inside the item, for example {@code quotas[calls/MONTH].limit}; empty if the whole item came or
 *     went
 * @param before text of the value before; empty if there was none
 * @param after text of the value after; empty if there is none
 */
public record CatalogChange(Item item, String id, Kind kind, String field, String before, String after) {

    /** What a catalog is made of. */
    public enum Item {
        PRODUCT,
        METER,
        FEATURE,
        PLAN,
        CUSTOMER
    }

    /** What happened to an item. */
    public enum Kind {
        ADDED,
        REMOVED,
        CHANGED
    }

    @Override
    public String toString() {
        String what = item + " " + id + " " + kind;
        return kind == Kind.CHANGED ? what + " " + field + ": '" + before + "' -> '" + after + "'" : what;
    }
}
