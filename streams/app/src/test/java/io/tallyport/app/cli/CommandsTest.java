package io.tallyport.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.app.cli.ScriptedNode.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What each command asks the node, and what its exit status says. */
class CommandsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "usage L1|GET|/v1/licenses/L1/usage",
                "usage L1 --meter calls --window MONTH --limit 3|GET|/v1/licenses/L1/usage?meter=calls&window=MONTH&limit=3",
                "usage L1 --window MINUTE --plot --from 2026-01-01T00:00:00Z --to 2026-01-02T00:00:00Z|GET|/v1/licenses/L1/usage?window=MINUTE&from=2026-01-01T00%3A00%3A00Z&to=2026-01-02T00%3A00%3A00Z",
                "usage a/b?c|GET|/v1/licenses/a%2Fb%3Fc/usage",
                "usage L1 --subjects|GET|/v1/licenses/L1/usage?subjects=true",
                "usage L1 --subject acme/search --groups|GET|/v1/licenses/L1/usage?groups=true&subject=acme%2Fsearch",
                "check L1 api --caller me|GET|/v1/licenses/L1/check/api?caller=me",
                "license show L1|GET|/v1/licenses/L1",
                "license activate L1|POST|/v1/licenses/L1/activate",
                "license renew L1|POST|/v1/licenses/L1/renew",
                "license reinstate L1 --reason r|POST|/v1/licenses/L1/reinstate",
                "license suspend L1|POST|/v1/licenses/L1/suspend",
                "license resume L1|POST|/v1/licenses/L1/resume",
                "license revoke L1|POST|/v1/licenses/L1/revoke",
                "license release L1|POST|/v1/licenses/L1/release",
                "license change-plan L1 --plan p --reason r|POST|/v1/licenses/L1/change-plan",
                "seat assign L1 kim/ada --reason r|POST|/v1/licenses/L1/seats/assign",
                "seat release L1 kim --reason r|POST|/v1/licenses/L1/seats/release",
                "seat list L1|GET|/v1/licenses/L1/seats",
                "statements|GET|/v1/statements",
                "statements --license L1 --customer c --period 2026-01 --status held --after a/b/1 --limit 7|GET|/v1/statements?license=L1&customer=c&period=2026-01&status=held&after=a%2Fb%2F1&limit=7",
                "statement show L1/3|GET|/v1/statements/L1/3",
                "statement release L1/3 --reason r|POST|/v1/statements/L1/3/release",
                "adjust L1 calls 2026-01 -5 --reason r|POST|/v1/usage/adjust",
                "license timeline L1|GET|/v1/licenses/L1/timeline",
                "license timeline L1 --at 2026-01-01T00:00:00Z|GET|/v1/licenses/L1/timeline?at=2026-01-01T00%3A00%3A00Z",
                "license issue --product p --plan x --customer c|POST|/v1/licenses",
                "licenses --limit 5 --after L1|GET|/v1/licenses?limit=5&after=L1",
                "catalog show --revision 2|GET|/v1/catalog?revision=2",
                "catalog init -|GET|/v1/catalog/init",
                "catalog apply - --dry-run --base 3|PUT|/v1/catalog?dryRun=true&base=3",
                "catalog apply - --dry-run --limit 5|PUT|/v1/catalog?dryRun=true&limit=5",
                "catalog diff -|POST|/v1/catalog/diff",
                "catalog diff --from 3 --to 5|POST|/v1/catalog/diff?from=3&to=5",
                "catalog list --limit 5 --after 9|GET|/v1/catalog/revisions?limit=5&after=9",
                "catalog export --revision 2 --json|GET|/v1/catalog/export?revision=2&format=json",
                "catalog rollback|POST|/v1/catalog/rollback",
                "catalog rollback --to 2 --dry-run --limit 5 --base 4 --author a --reason r|POST|/v1/catalog/rollback?to=2&dryRun=true&limit=5&base=4&author=a&reason=r",
                "meter preview -|POST|/v1/meters/preview",
                "meter preview - --from 2026-01-20T00:00:00Z --meter m --license L1|POST|/v1/meters/preview?from=2026-01-20T00%3A00%3A00Z&meter=m&license=L1",
                "unattributed --period 2026-11|GET|/v1/unattributed?period=2026-11",
                "rejected --reason LICENSE_UNKNOWN --license L1|GET|/v1/rejected?reason=LICENSE_UNKNOWN&license=L1",
                "rejected resubmit --reason LICENSE_UNKNOWN|POST|/v1/rejected/resubmit",
                "alerts --license L1|GET|/v1/alerts?license=L1",
                "decisions --limit 2|GET|/v1/decisions?limit=2",
                "explain decision D1|GET|/v1/explain/decisions/D1",
                "clock|GET|/v1/clock",
                "clock advance P1M|POST|/v1/clock/advance",
                "health|GET|/health",
                "metrics|GET|/metrics",
                "openapi|GET|/openapi.yaml",
            })
    void eachCommandAsksItsRoute(String command, String method, String target) throws Exception {
        try (var node = ScriptedNode.answering("{\"verdict\":\"ALLOW\"}")) {
            Cli run = Cli.at(node, command.split(" "));
            assertEquals(0, run.status(), run.err());
            assertEquals(method, node.asked().get(0).method());
            assertEquals(target, node.asked().get(0).target());
        }
    }

    @ParameterizedTest
    @CsvSource({"ALLOW,0", "ALERT,0", "DENY,10", "unheard of,1"})
    void theStatusOfACheckIsItsVerdict(String verdict, int status) throws Exception {
        String answer = "{\"verdict\":\"" + verdict
                + "\",\"reason\":\"QUOTA_BREACHED\",\"detail\":\"11 of 10 calls are used.\",\"bound\":\"none (reactive)\"}";
        try (var node = ScriptedNode.answering(answer)) {
            Cli run = Cli.at(node, "check", "L1", "api");
            assertEquals(status, run.status());
            assertTrue(run.out().contains("QUOTA_BREACHED: 11 of 10 calls are used."), run.out());
            assertTrue(run.out().contains("none (reactive)"), run.out());
        }
    }

    @ParameterizedTest
    @CsvSource({"400,2", "413,2", "415,2", "404,1", "409,1", "500,1", "503,3", "504,1"})
    void aProblemIsASentenceAndAStatus(int http, int status) throws Exception {
        String problem = "{\"status\":" + http
                + ",\"detail\":\"there is no license L1\",\"code\":\"LICENSE_UNKNOWN\",\"field\":\"license\"}";
        try (var node = new ScriptedNode(a -> Answer.problem(http, problem))) {
            Cli run = Cli.at(node, "usage", "L1");
            assertEquals(status, run.status());
            assertEquals(
                    "error: there is no license L1 (field: license, code: LICENSE_UNKNOWN)",
                    run.err().strip());
            assertEquals("", run.out());
        }
    }

    @Test
    void aNodeThatDoesNotAnswerIsStatusThree() {
        Cli run = Cli.run("check", "L1", "api", "--node", Cli.nobody());
        assertEquals(3, run.status());
        assertTrue(run.err().contains("tallyport up"), run.err());
    }

    @ParameterizedTest
    @CsvSource({
        "check L1",
        "nonsense",
        "usage",
        "usage L1 --limit many",
        "license",
        "explain",
        "catalog",
        "catalog diff",
        "catalog diff - --from 1",
        "catalog diff - --to 1",
        "catalog list --limit many",
        "meter",
        "meter preview",
        "watch nothing",
        "usage L1 --node nonsense",
        "usage L1 --node http://h/path",
        "emit",
        "emit missing.file",
        "emit - --format xml",
        "statement show L1",
        "seat assign L1 --reason r",
        "seat assign L1 kim",
        "seat release L1 kim",
        "seat list",
        "seat",
        "statement show L1/0",
        "statement show /1",
        "statement release L1/1",
        "export",
        "export --period 2026-01 --format xml",
        "adjust L1 calls 2026-01 5 --reason r",
        "unattributed",
        "adjust L1 calls 2026-01 --reason r",
        "adjust L1 calls 2026-01 --overge 3 --reason r",
        "adjust L1 calls 2026-01 -5 --overge 3 --reason r",
        "adjust L1 calls 2026-01 +5"
    })
    void badUsageIsStatusTwoWithASentence(String command) {
        Cli run = Cli.run(command.split(" "));
        assertEquals(2, run.status(), command);
        assertTrue(run.err().startsWith("error: "), run.err());
        assertEquals("", run.out());
    }

    @Test
    void jsonIsTheNodesOwnAndNothingElse() throws Exception {
        String answer = "{\"license\":\"L1\",\"value\":12345678901234567890.10}";
        try (var node = ScriptedNode.answering(answer)) {
            assertEquals(
                    answer + System.lineSeparator(),
                    Cli.at(node, "usage", "L1", "--json").out());
        }
    }

    @Test
    void everyReadingCommandHasJson() {
        // These print a document as it is, hold other commands, or run a node.
        Set<String> without = Set.of(
                "catalog-init",
                "metrics",
                "openapi",
                "up",
                "license",
                "seat",
                "catalog",
                "meter",
                "explain",
                "statement",
                "export");
        var missing = new ArrayList<String>();
        Cli.tree().getSubcommands().values().forEach(sub -> collectWithoutJson(sub, without, missing));
        assertEquals(List.of(), missing);
    }

    private static void collectWithoutJson(CommandLine command, Set<String> without, List<String> missing) {
        String name = CommandNames.operationId(command);
        if (!without.contains(name) && command.getCommandSpec().findOption("--json") == null) {
            missing.add(name);
        }
        command.getSubcommands().values().forEach(sub -> collectWithoutJson(sub, without, missing));
    }

    @Test
    void issuingSendsWhatWasSaidAndAnIdOfTheCommand() throws Exception {
        try (var node =
                ScriptedNode.answering("{\"license\":\"L1\",\"key\":\"K\",\"state\":\"ACTIVE\",\"version\":1}")) {
            Cli run = Cli.at(
                    node,
                    "license",
                    "issue",
                    "--product",
                    "p",
                    "--plan",
                    "x",
                    "--customer",
                    "c",
                    "--expires-at",
                    "2027-01-01T00:00:00Z");
            var body = node.asked().get(0).json();
            assertEquals("p", body.path("product").asText());
            assertEquals("x", body.path("plan").asText());
            assertEquals("c", body.path("customer").asText());
            assertEquals("2027-01-01T00:00:00Z", body.path("expiresAt").asText());
            assertTrue(body.path("commandId").asText().length() > 30, body.toString());
            assertTrue(run.out().contains("L1") && run.out().contains("K"), run.out());
        }
    }

    @ParameterizedTest
    @CsvSource({"-5", "+5", "-2.50", "+0.000000000000000001"})
    void anAmountMayBeginWithAMinusSign(String amount) throws Exception {
        String answer = "{\"license\":\"L1\",\"meter\":\"calls\",\"quantity\":\"Q\",\"overage\":\"3\","
                + "\"period\":\"2026-01-01T00:00:00Z\",\"commandId\":\"C\",\"event\":{\"detail\":\"as said\"}}";
        try (var node = ScriptedNode.answering(answer)) {
            Cli run = Cli.at(
                    node,
                    "adjust",
                    "L1",
                    "calls",
                    "2026-01",
                    amount,
                    "--overage",
                    "-3",
                    "--reason",
                    "r",
                    "--author",
                    "ann");
            assertEquals(0, run.status(), run.err());
            var body = node.asked().get(0).json();
            assertEquals(amount, body.path("quantity").asText());
            assertEquals("-3", body.path("overage").asText());
            assertEquals("2026-01", body.path("period").asText());
            assertEquals("ann", body.path("author").asText());
            assertTrue(run.out().contains("overage 3") && run.out().contains("as said"), run.out());
            Cli before = Cli.at(node, "adjust", "--reason", "r", "L1", "calls", "2026-01", amount);
            assertEquals(0, before.status(), before.err());
            assertFalse(node.asked().get(1).json().has("overage"));
        }
    }

    @ParameterizedTest
    @CsvSource({"true,0", "false,12"})
    void aNumberIsExplainedByItsEvents(boolean equal, int status) throws Exception {
        String answer = "{\"statement\":\"L1/1\",\"equal\":" + equal
                + ",\"sentence\":\"All is said.\",\"sentences\":[\"1 event counts no more.\"],"
                + "\"lines\":[{\"from\":\"2026-03-01T00:00:00Z\",\"stated\":\"2\",\"recomputed\":\"2\",\"equal\":true}],"
                + "\"adjustments\":[{\"statement\":\"L1/2\",\"quantity\":\"4\",\"byHand\":true,\"author\":\"bob\",\"reason\":\"lost\"}],"
                + "\"counts\":{\"events\":7,\"listed\":2},\"events\":["
                + "{\"id\":\"e9\",\"at\":\"usage.events.v1-0@5\",\"value\":\"1\",\"stands\":false,\"corrected\":"
                + "{\"kind\":\"VOID\",\"author\":\"ann\",\"reason\":\"a test\",\"commandId\":\"c-1\"}},"
                + "{\"id\":\"e15\",\"at\":\"usage.events.v1-0@9\",\"value\":\"1\",\"stands\":true,\"afterStatement\":true}]}";
        try (var node = ScriptedNode.answering(answer)) {
            Cli run = Cli.at(node, "explain", "usage", "L1", "calls", "2026-03", "--group", "region=eu", "--all");
            assertEquals(status, run.status(), run.err());
            assertEquals(
                    "/v1/explain/usage/L1/calls/2026-03?group=region%3Deu&limit=10000",
                    node.asked().get(0).target());
            assertTrue(run.out().startsWith("All is said."), run.out());
            for (String said : new String[] {
                "usage.events.v1-0@5",
                "voided by ann: a test (command c-1)",
                "came after statement L1/1",
                "bob",
                "2 of 7"
            }) {
                assertTrue(run.out().contains(said), run.out());
            }
        }
    }

    @Test
    void evidenceThatIsGoneHasAStatusOfItsOwn() throws Exception {
        String gone = "{\"code\":\"EVIDENCE_EXPIRED\",\"detail\":\"it is there from 2026-02-01 on\"}";
        try (var node = new ScriptedNode(request -> ScriptedNode.Answer.problem(410, gone))) {
            Cli run = Cli.at(node, "explain", "usage", "L1", "calls", "2025-03");
            assertEquals(13, run.status());
            assertEquals("", run.out());
            assertTrue(run.err().contains("from 2026-02-01 on") && run.err().contains("EVIDENCE_EXPIRED"), run.err());
        }
    }

    @Test
    void whatWasMissingFromAReleasedStatementIsPrinted() throws Exception {
        try (var node = ScriptedNode.answering(
                "{\"license\":\"a:b\",\"number\":\"3\",\"event\":{\"detail\":\"two records wait\"}}")) {
            Cli run = Cli.at(node, "statement", "release", "a:b/3", "--reason", "r");
            assertEquals("/v1/statements/a%3Ab/3/release", node.asked().get(0).target());
            assertEquals(
                    "Statement a:b/3 is released: two records wait", run.out().strip());
        }
    }

    @Test
    void theInstantFromWhichAPlanHoldsIsPrinted() throws Exception {
        try (var node = ScriptedNode.answering("{\"license\":\"L1\",\"version\":4,"
                + "\"event\":{\"plan\":\"pro\",\"at\":\"2026-01-10T00:00:00.001Z\"}}")) {
            Cli run = Cli.at(node, "license", "change-plan", "L1", "--plan", "pro", "--reason", "r");
            assertEquals("pro", node.asked().get(0).json().path("plan").asText());
            assertEquals(
                    "License L1 is on plan pro from 2026-01-10T00:00:00.001Z on (version 4).",
                    run.out().strip());
        }
    }

    @Test
    void catalogInitNeverOverwrites(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("catalog.yaml");
        try (var node = new ScriptedNode(a -> new Answer(200, "application/yaml", "format: 1\n"))) {
            assertEquals(0, Cli.at(node, "catalog", "init", file.toString()).status());
            assertEquals("format: 1\n", Files.readString(file));
            Files.writeString(file, "mine");
            assertEquals(2, Cli.at(node, "catalog", "init", file.toString()).status());
            assertEquals("mine", Files.readString(file));
        }
    }

    @Test
    void watchPrintsOneLinePerRecordAndEndsAfterTheCount() throws Exception {
        String stream =
                ": hello\n\ndata: {\"license\":\"L1\",\"kind\":\"DUPLICATE\",\"topic\":\"t\",\"partition\":1,\"offset\":7}\n\n"
                        + "event: x\ndata: {\"license\":\"L2\"}\n\n";
        try (var node = new ScriptedNode(a -> new Answer(200, "text/event-stream", stream))) {
            Cli run = Cli.at(node, "watch", "verdicts", "--license", "L1", "--count", "1");
            assertEquals(0, run.status(), run.err());
            assertEquals("/v1/watch/verdicts?license=L1", node.asked().get(0).target());
            assertEquals("license=L1  kind=DUPLICATE  [t 1/7]", run.out().strip());
            Cli json = Cli.at(node, "watch", "verdicts", "--json");
            assertEquals(3, json.status(), "the stream ended by itself");
            assertEquals(2, json.out().lines().count());
        }
    }

    @Test
    void theOptionNamesTheNodeBeforeTheEnvironment() throws Exception {
        try (var node = ScriptedNode.answering("{\"now\":\"2026-01-10T00:00:00Z\",\"kind\":\"test\"}")) {
            Cli run = Cli.runWith(Map.of("TALLYPORT_NODE", Cli.nobody()), "", "clock", "--node", node.url() + "/");
            assertEquals("2026-01-10T00:00:00Z (test clock)", run.out().strip());
        }
    }

    @Test
    void whatOthersWroteCannotMoveTheCursor() throws Exception {
        try (var node =
                ScriptedNode.answering("{\"rejected\":[{\"reason\":\"ID_MISSING\",\"source\":\"a\\u001b[2Jb\"}]}")) {
            assertTrue(Cli.at(node, "rejected").out().chars().noneMatch(c -> c == 0x1b));
        }
    }
}
