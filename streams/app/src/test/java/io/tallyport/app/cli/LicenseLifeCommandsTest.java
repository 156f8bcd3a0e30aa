package io.tallyport.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.app.cli.ScriptedNode.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people see of the life of a license. */
class LicenseLifeCommandsTest {

    private static final String RENEWED = "{\"license\":\"L1\",\"state\":\"ACTIVE\",\"version\":7,"
            + "\"event\":{\"type\":\"RENEWED\",\"expiresAt\":\"2028-01-01T00:00:00Z\"}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "renew L1 --command-id c|{\"commandId\":\"c\"}",
                "renew L1 --command-id c --until 2028-01-01T00:00:00Z|{\"commandId\":\"c\",\"until\":\"2028-01-01T00:00:00Z\"}",
                "renew L1 --command-id c --from now --author ann|{\"commandId\":\"c\",\"author\":\"ann\",\"from\":\"now\"}",
                "renew L1 --command-id c --automatic off|{\"commandId\":\"c\",\"automatic\":\"off\"}",
                "activate L1 --command-id c|{\"commandId\":\"c\"}",
                "reinstate L1 --command-id c --reason paid|{\"reason\":\"paid\",\"commandId\":\"c\"}"
            })
    void aCommandSendsWhatItIsTold(String command, String body) throws Exception {
        try (var node = ScriptedNode.answering(RENEWED)) {
            Cli run = Cli.at(node, ("license " + command).split(" "));
            assertEquals(0, run.status(), run.err());
            assertEquals(body, node.asked().get(0).body());
            assertEquals(
                    "License L1 is ACTIVE, its end is 2028-01-01T00:00:00Z (version 7).",
                    run.out().strip());
        }
    }

    @Test
    void whatRenewsItselfIsSaidToDoSo() throws Exception {
        try (var node = ScriptedNode.answering(RENEWED.replace("\"type\"", "\"renews\":true,\"type\""))) {
            assertEquals(
                    "License L1 is ACTIVE, renews itself at 2028-01-01T00:00:00Z (version 7).",
                    Cli.at(node, "license", "renew", "L1", "--automatic", "on")
                            .out()
                            .strip());
        }
    }

    @Test
    void aReinstatementMustSayWhy() throws Exception {
        try (var node = ScriptedNode.answering(RENEWED)) {
            assertEquals(2, Cli.at(node, "license", "reinstate", "L1").status());
            assertTrue(node.asked().isEmpty());
        }
    }

    @Test
    void anIssueMaySayWhenItStarts() throws Exception {
        try (var node = ScriptedNode.answering("{\"license\":\"L1\",\"state\":\"DRAFT\"}")) {
            var command = "license issue --product p --plan x --customer c --starts-at 2027-01-01T00:00:00Z";
            assertEquals(0, Cli.at(node, command.split(" ")).status());
            assertEquals(
                    "2027-01-01T00:00:00Z",
                    node.asked().get(0).json().path("startsAt").asText());
        }
    }

    @Test
    void aRefusalIsASentenceAndStatusOne() throws Exception {
        String refused = "{\"code\":\"NO_END\",\"detail\":\"the license has no end\"}";
        try (var node = new ScriptedNode(request -> Answer.problem(409, refused))) {
            Cli run = Cli.at(node, "license", "renew", "L1");
            assertEquals(1, run.status());
            assertTrue(run.err().contains("the license has no end") && run.err().contains("NO_END"), run.err());
        }
    }

    @Test
    void theLicenseAtAnInstantIsShownWithWhatMadeItSo() throws Exception {
        String then = "{\"license\":\"L1\",\"state\":\"GRACE\",\"product\":\"p\",\"plan\":\"pro\",\"customer\":\"c\","
                + "\"version\":4,\"startedAt\":\"2026-01-01T00:00:00Z\",\"expiresAt\":\"2027-01-01T00:00:00Z\","
                + "\"graceUntil\":\"2027-01-08T00:00:00Z\",\"quarantined\":false,\"at\":\"2027-01-03T00:00:00Z\","
                + "\"event\":{\"type\":\"GRACE_BEGAN\",\"at\":\"2027-01-01T00:00:00Z\",\"detail\":\"its end was reached\"}}";
        try (var node = ScriptedNode.answering(then)) {
            Cli run = Cli.at(node, "license", "timeline", "L1", "--at", "2027-01-03T00:00:00Z");
            assertEquals(
                    List.of(
                            "license      L1",
                            "at           2027-01-03T00:00:00Z",
                            "state        GRACE",
                            "customer     c",
                            "product      p",
                            "plan         pro",
                            "started at   2026-01-01T00:00:00Z",
                            "expires at   2027-01-01T00:00:00Z",
                            "grace until  2027-01-08T00:00:00Z",
                            "quarantined  false",
                            "version      4",
                            "",
                            "What made it so:",
                            "type    GRACE_BEGAN",
                            "at      2027-01-01T00:00:00Z",
                            "detail  its end was reached"),
                    run.out().lines().toList());
            assertEquals(
                    then,
                    Cli.at(node, "license", "timeline", "L1", "--at", "2027-01-03T00:00:00Z", "--json")
                            .out()
                            .strip());
        }
    }

    @Test
    void theListsShowTheTermWhereThereIsOne() throws Exception {
        String licenses = "{\"licenses\":[{\"license\":\"L1\",\"state\":\"TRIAL\",\"trial\":true,\"renews\":true,"
                + "\"expiresAt\":\"2027-01-01T00:00:00Z\",\"version\":2},"
                + "{\"license\":\"L2\",\"state\":\"ACTIVE\",\"version\":3}]}";
        try (var node = ScriptedNode.answering(licenses)) {
            var lines = Cli.at(node, "licenses").out().lines().toList();
            assertEquals("LICENSE  STATE   TRIAL  EXPIRES AT            RENEWS  VERSION", lines.get(0));
            assertEquals("L1       TRIAL   true   2027-01-01T00:00:00Z  true    2", lines.get(1));
            assertEquals("L2       ACTIVE                                       3", lines.get(2));
        }
    }
}
