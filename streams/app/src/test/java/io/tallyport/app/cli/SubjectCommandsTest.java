package io.tallyport.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.app.cli.ScriptedNode.Answer;
import org.junit.jupiter.api.Test;

/** What people see of subjects, and of what no license owns. */
class SubjectCommandsTest {

    @Test
    void usageNamesTheSubjectAndWhatIsOfNone() throws Exception {
        String answer = "{\"license\":\"L1\",\"meters\":["
                + "{\"meter\":\"calls\",\"subject\":\"acme/search\",\"window\":\"MONTH\",\"value\":\"7\",\"unit\":\"call\"},"
                + "{\"meter\":\"calls\",\"subject\":\"/\",\"window\":\"MONTH\",\"value\":\"2\",\"unit\":\"call\"}]}";
        try (var node = new ScriptedNode(a -> Answer.json(answer))) {
            String out = Cli.at(node, "usage", "L1", "--subjects").out();
            assertTrue(out.contains("SUBJECT"), out);
            assertTrue(out.contains("acme/search"), out);
            assertTrue(out.contains("/ is what is of no subject."), out);
            String plot = Cli.at(node, "usage", "L1", "--subjects", "--plot").out();
            assertTrue(plot.contains("calls acme/search, call per MONTH"), plot);
        }
    }

    @Test
    void whatNoLicenseOwnsIsSaidWithWhoCertifiedIt() throws Exception {
        String answer =
                "{\"period\":\"2026-11\",\"partitions\":4,\"certified\":4,\"complete\":true,\"records\":12,\"rows\":["
                        + "{\"topic\":\"usage.events.v1\",\"reason\":\"LICENSE_UNKNOWN\",\"source\":\"acme/web\",\"records\":9},"
                        + "{\"topic\":\"usage.events.v1\",\"reason\":\"LICENSE_UNKNOWN\",\"others\":true,\"records\":3}]}";
        try (var node = new ScriptedNode(a -> Answer.json(answer))) {
            Cli run = Cli.at(node, "unattributed", "--period", "2026-11");
            assertEquals(0, run.status());
            assertEquals(
                    "12 records of 2026-11 are of no license; certified by all 4 partitions.",
                    run.out().lines().findFirst().orElse(""));
            assertTrue(run.out().contains("acme/web"), run.out());
            assertTrue(run.out().contains("(all others)"), run.out());
        }
        try (var node = new ScriptedNode(a ->
                Answer.json("{\"period\":\"2026-12\",\"partitions\":4,\"certified\":1,\"records\":0,\"rows\":[]}"))) {
            String out = Cli.at(node, "unattributed", "--period", "2026-12").out();
            assertTrue(out.contains("1 of 4 partitions have certified it"), out);
            assertFalse(out.contains("REASON"), out);
        }
    }
}
