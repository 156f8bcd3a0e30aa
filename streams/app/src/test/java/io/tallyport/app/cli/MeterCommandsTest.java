package io.tallyport.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.ScriptedNode.Answer;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What people are told of recounts of a meter, before and when a catalog is applied. */
class MeterCommandsTest {

    private static final String RECOUNTS =
            "\"recounts\":[{\"meter\":\"tokens\",\"version\":2,\"from\":\"2026-11-24T00:00:00Z\"}]";

    @Test
    void applyDryRunAndDiffSayWhatIsRecounted() throws Exception {
        String answer = "{\"revision\":2,\"base\":1,\"dryRun\":%s,\"changed\":[],\"changes\":[{\"id\":\"x\"}],"
                + RECOUNTS + "}";
        try (var node = ScriptedNode.answering(answer.formatted("false"))) {
            assertTrue(Cli.at(node, "catalog", "apply", "-")
                    .out()
                    .contains("Usage of tokens from 2026-11-24T00:00:00Z on is recounted by version 2; readings say"
                            + " recounting until it is done."));
            assertTrue(Cli.at(node, "catalog", "diff", "-")
                    .out()
                    .contains("Usage of tokens from 2026-11-24T00:00:00Z on would be recounted by version 2"));
            node.script(asked -> Answer.json(answer.formatted("true")));
            assertTrue(Cli.at(node, "catalog", "apply", "-", "--dry-run")
                    .out()
                    .contains("would be recounted by version 2"));
        }
    }

    @Test
    void aPreviewGoesOnUntilAllPartitionsAreReadAndSumsUp() throws Exception {
        try (var node = new ScriptedNode(asked -> Answer.json(
                asked.target().endsWith("after=1.1.")
                        ? part(60, "7", "")
                        : part(70, "1000.5", ",\"partition\":1,\"partitions\":2,\"next\":\"1.1.\"")))) {
            Cli run = Cli.at(node, "meter", "preview", "-", "--from", "2026-11-24T00:00:00Z");
            assertEquals(0, run.status(), run.err());
            assertEquals(2, node.asked().size());
            assertEquals(
                    "/v1/meters/preview?from=2026-11-24T00%3A00%3A00Z&after=1.1.",
                    node.asked().get(1).target());
            assertTrue(
                    run.out()
                            .contains(
                                    "Version 2 of tokens would recount usage from 2026-11-24T00:00:00Z on; nothing was changed"),
                    run.out());
            assertTrue(run.out().contains("Listed are the 100 of 130 periods"), run.out());
            assertTrue(
                    run.out()
                            .contains("tokens: 130 licenses have usage, 126 of them would change; 0 now, 1007.5 then, a"
                                    + " difference of 1007.5 token; 260 events now, 258 then."),
                    run.out());
            assertTrue(run.out().contains("2 events could not be measured"), run.out());
            assertTrue(run.out().contains("VALUE_MISSING data.n"), run.out());

            Cli json = Cli.at(node, "meter", "preview", "-", "--json");
            JsonNode sum = Json.MAPPER.readTree(json.out());
            assertEquals(100, sum.path("periods").size());
            assertEquals("69", sum.path("periods").path(0).path("difference").asText());
            assertEquals(2, sum.path("undecided").asInt());
            assertFalse(sum.has("next"));
        }
    }

    @Test
    void withoutTheEvidenceTheStatusIsThirteen() throws Exception {
        try (var node = new ScriptedNode(
                asked -> Answer.problem(410, "{\"code\":\"EVIDENCE_EXPIRED\",\"detail\":\"it is gone\"}"))) {
            Cli run = Cli.runWith(Map.of("TALLYPORT_NODE", node.url()), "format: 1", "meter", "preview", "-");
            assertEquals(13, run.status());
            assertTrue(run.err().contains("it is gone"), run.err());
        }
    }

    /** An answer about so many licenses, of which two would not change. */
    private static String part(int licenses, String would, String rest) {
        String periods = IntStream.range(0, licenses)
                .mapToObj(i -> "{\"license\":\"L" + i + "\",\"difference\":\"" + (i % 2 == 0 ? -i : i) + "\"}")
                .collect(Collectors.joining(","));
        return "{\"base\":1," + RECOUNTS + ",\"undecided\":1,\"periods\":[" + periods
                + "],\"totals\":[{\"meter\":\"tokens\","
                + "\"unit\":\"token\",\"licenses\":" + licenses + ",\"changed\":" + (licenses - 2) + ",\"periods\":"
                + licenses + ",\"events\":" + 2 * licenses + ",\"wouldEvents\":" + (2 * licenses - 1)
                + ",\"unmeasured\":1,\"reason\":\"VALUE_MISSING data.n\",\"says\":\"0\",\"wouldSay\":\"" + would
                + "\",\"difference\":\"" + would + "\"}]" + rest + "}";
    }
}
