package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What people are told of changes of the catalog. */
final class CatalogPages {

    /** A dry run looks at each license of the plans that would change. */
    static final Duration DRY_RUN = Duration.ofMinutes(10);

    /**
     * What was put in force, or would be.
     *
     * @param valid how a dry run begins
     */
    static void change(JsonNode answer, String valid, Page page) {
        boolean dry = answer.path("dryRun").asBoolean();
        String base = Json.text(answer, "base");
        if (dry) {
            page.line(valid + "; nothing was changed (base " + base + ").");
        } else if (answer.path("unchanged").asBoolean()) {
            page.line("Nothing changed: revision " + base + " says the same and stays in force.");
        } else {
            page.line("Revision " + Json.text(answer, "revision") + " is in force (base " + base + ").");
        }
        changes(answer.path("changed"), page);
        recounts(answer, dry, page);
        if (answer.has("licenses")) {
            licenses(answer.path("licenses"), page);
        }
    }

    /** The changes of a document. */
    static void changes(JsonNode changes, Page page) {
        if (changes.isEmpty()) {
            return;
        }
        if (changes.get(0).isObject()) {
            page.table(changes, "change", "kind", "id", "field", "before", "after");
        } else {
            changes.forEach(change -> page.line("  " + change.asText()));
        }
    }

    /** What is counted again. */
    static void recounts(JsonNode answer, boolean would, Page page) {
        for (JsonNode one : answer.path("recounts")) {
            page.line("Usage of " + Json.text(one, "meter") + " from " + Json.text(one, "from") + " on "
                    + (would ? "would be" : "is") + " recounted by version " + Json.text(one, "version")
                    + (would
                            ? "; meter preview says what it would be."
                            : "; readings say recounting until it is done."));
        }
    }

    /** What would change for licenses. */
    private static void licenses(JsonNode licenses, Page page) {
        long changed = licenses.path("changed").asLong();
        if (changed == 0) {
            page.line("No license would be entitled to anything else.");
            return;
        }
        page.line("");
        page.line(changed + " of " + Json.text(licenses, "looked")
                + " licenses on the plans that change would be entitled to something else; "
                + Json.text(licenses, "denied") + " would be denied what is allowed now.");
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("LICENSE", "STATE", "PLAN", "FEATURE", "WHAT", "FROM", "TO"));
        for (JsonNode license : licenses.path("first")) {
            for (JsonNode change : license.path("changes")) {
                rows.add(List.of(
                        Page.clean(Json.text(license, "license")),
                        Json.text(license, "state"),
                        Json.text(license, "plan"),
                        Json.text(change, "feature"),
                        Json.text(change, "what"),
                        Page.clean(Json.text(change, "from")),
                        Page.clean(Json.text(change, "to"))));
            }
        }
        page.table(rows);
        if (licenses.path("more").asBoolean()) {
            page.line("These are the first; --limit lists more.");
        }
    }

    private CatalogPages() {}
}
