package io.tallyport.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.app.cli.ScriptedNode.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people see of seats. */
class SeatCommandsTest {

    @ParameterizedTest
    @CsvSource({
        "assign, Member kim@acme has a seat of license L1: 3 of 10 seats are assigned",
        "release, Member kim@acme has no seat any more of license L1: 3 of 10 seats are assigned"
    })
    void aChangeSaysWhoseSeatItIsAndHowManyAreAssigned(String change, String said) throws Exception {
        try (var node = ScriptedNode.answering("{\"license\":\"L1\",\"member\":\"kim@acme\",\"state\":\"ACTIVE\","
                + "\"event\":{\"detail\":\"3 of 10 seats are assigned\"}}")) {
            Cli run = Cli.at(
                    node,
                    "seat",
                    change,
                    "L1",
                    "kim@acme",
                    "--reason",
                    "joined",
                    "--author",
                    "ann",
                    "--command-id",
                    "c-1");
            assertEquals(0, run.status(), run.err());
            var asked = node.asked().get(0);
            assertEquals("/v1/licenses/L1/seats/" + change, asked.target());
            assertEquals(
                    "{\"member\":\"kim@acme\",\"reason\":\"joined\",\"commandId\":\"c-1\",\"author\":\"ann\"}",
                    asked.body());
            assertEquals(said, run.out().strip());
        }
    }

    @Test
    void aRefusalIsASentenceAndStatusOne() throws Exception {
        String refused = "{\"code\":\"SEATS_TAKEN\",\"field\":\"plan\",\"detail\":\"all 10 seats are assigned\"}";
        try (var node = new ScriptedNode(request -> Answer.problem(409, refused))) {
            Cli run = Cli.at(node, "seat", "assign", "L1", "kim", "--reason", "joined");
            assertEquals(1, run.status());
            assertEquals("", run.out());
            assertTrue(
                    run.err().contains("all 10 seats are assigned") && run.err().contains("SEATS_TAKEN"), run.err());
        }
    }

    @Test
    void theListHasThoseWhoHaveASeatSinceWhenAndByWhom() throws Exception {
        String answer = "{\"license\":\"L1\",\"seats\":["
                + "{\"member\":\"ada\",\"since\":\"2026-01-10T00:00:00Z\",\"assignedBy\":\"ann\",\"reason\":\"joined\"},"
                + "{\"member\":\"kim\",\"since\":\"2026-01-12T00:00:00Z\",\"assignedBy\":\"http\"}]}";
        try (var node = ScriptedNode.answering(answer)) {
            var lines = Cli.at(node, "seat", "list", "L1").out().lines().toList();
            assertEquals("MEMBER  SINCE                 ASSIGNED BY  REASON", lines.get(0));
            assertEquals("ada     2026-01-10T00:00:00Z  ann          joined", lines.get(1));
            assertEquals(
                    answer + System.lineSeparator(),
                    Cli.at(node, "seat", "list", "L1", "--json").out());
        }
        try (var node = ScriptedNode.answering("{\"license\":\"L1\",\"seats\":[]}")) {
            assertEquals(
                    "Nobody has a seat.",
                    Cli.at(node, "seat", "list", "L1").out().strip());
        }
    }
}
