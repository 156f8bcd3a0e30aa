package io.tallyport.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What people are told of revisions of the catalog, and of what they change for licenses. */
class CatalogCommandsTest {

    @Test
    void theListCountsTheChangesOfEachRevision() throws Exception {
        try (var node = ScriptedNode.answering("""
                {"revisions": [
                  {"revision": 2, "base": 1, "appliedAt": "2026-11-28T12:00:00Z", "author": "ann", "reason": "more",
                   "digest": "d2", "changes": {"meter": {"added": 1}, "plan": {"added": 1, "changed": 2}}},
                  {"revision": 1, "base": 0, "appliedAt": "2026-11-27T12:00:00Z", "author": "ann", "reason": "", "digest": "d1"}],
                 "next": 1}""")) {
            List<String> lines = Cli.at(node, "catalog", "list").out().lines().toList();
            assertTrue(lines.get(1).contains("meter 1 added, plan 1 added, plan 2 changed"), lines.get(1));
            assertEquals("More: --after 1", lines.get(3));
        }
        try (var node = ScriptedNode.answering("{\"revisions\": []}")) {
            assertEquals("No revisions.", Cli.at(node, "catalog", "list").out().strip());
        }
    }

    @Test
    void anExportIsTheDocumentAndNothingElse() throws Exception {
        String document = "format: 1\nproducts:\n- id: acme\n  name: \"\u00c4cme\"\n";
        try (var node = new ScriptedNode(asked -> new ScriptedNode.Answer(200, "application/yaml", document))) {
            assertEquals(document, Cli.at(node, "catalog", "export").out());
        }
    }

    @Test
    void aDryRunNamesLicensesAndWhatWouldChange() throws Exception {
        try (var node = ScriptedNode.answering("""
                {"revision": 3, "base": 2, "dryRun": true, "changed": [], "recounts": [],
                 "licenses": {"looked": 9, "changed": 7, "denied": 2, "more": true, "first": [
                   {"license": "L1", "state": "ACTIVE", "plan": "starter", "changes": [
                     {"feature": "api", "what": "limit", "from": "10 per MONTH, HARD", "to": "5 per MONTH, HARD"},
                     {"feature": "api", "what": "access", "from": "ALLOW", "to": "DENY"}]}]}}""")) {
            Cli run = Cli.at(node, "catalog", "rollback", "--dry-run");
            assertEquals(0, run.status(), run.err());
            List<String> lines = run.out().lines().toList();
            assertEquals(
                    "7 of 9 licenses on the plans that change would be entitled to something else;"
                            + " 2 would be denied what is allowed now.",
                    lines.get(2));
            assertEquals(
                    "L1       ACTIVE  starter  api      limit   10 per MONTH, HARD  5 per MONTH, HARD", lines.get(4));
            assertEquals("L1       ACTIVE  starter  api      access  ALLOW               DENY", lines.get(5));
            assertEquals("These are the first; --limit lists more.", lines.get(6));
        }
    }

    @Test
    void whatChangesNothingAndWhatWasRolledBackIsSaid() throws Exception {
        try (var node = ScriptedNode.answering(
                "{\"revision\":2,\"base\":2,\"dryRun\":false,\"unchanged\":true,\"changed\":[],\"recounts\":[]}")) {
            assertEquals(
                    "Nothing changed: revision 2 says the same and stays in force.",
                    Cli.at(node, "catalog", "apply", "-").out().strip());
        }
        try (var node = ScriptedNode.answering(
                "{\"revision\":3,\"base\":2,\"rollbackTo\":1,\"dryRun\":false,\"changed\":[],\"recounts\":[]}")) {
            assertEquals(
                    List.of("Revision 3 is in force (base 2).", "It says what revision 1 said. Undo: catalog rollback"),
                    Cli.at(node, "catalog", "rollback").out().lines().toList());
        }
        try (var node = ScriptedNode.answering("{\"base\":3,\"to\":5,\"changes\":[],\"recounts\":[]}")) {
            assertEquals(
                    "No difference between revisions 3 and 5.",
                    Cli.at(node, "catalog", "diff", "--from", "3").out().strip());
        }
    }
}
