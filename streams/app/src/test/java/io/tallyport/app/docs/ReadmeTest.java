package io.tallyport.app.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.pipeline.step.StepName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    private static final Page README = Page.of("README.md");
    private static final Pattern LINE = Pattern.compile("\\[(\\d+)]\\((\\S+)#L(\\d+)\\)");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern CLASS = Pattern.compile("(?:class|record|enum|interface) ([A-Z][A-Za-z]+)");
    private static final Pattern STORE = Pattern.compile("STORE = \"([a-z-]+)\"");
    private static final Pattern TEST = Pattern.compile("void ([a-z][A-Za-z]+)\\(");

    @Test
    void theWalkNamesEveryStepOfAUsageEventAndItsLine() {
        var steps = new ArrayList<String>();
        for (List<String> row : walk()) {
            String step = Page.codes(row.get(0)).get(0);
            Matcher line = LINE.matcher(row.get(1));
            assertTrue(line.matches(), row.get(1));
            assertEquals(line.group(1), line.group(3), step);
            String text = Page.of(line.group(2)).text().lines().toList().get(Integer.parseInt(line.group(3)) - 1);
            String constant = "StepName." + step.toUpperCase(Locale.ROOT).replace('-', '_') + ",";
            assertTrue(text.contains(constant), step + " is not added on line " + line.group(3) + ": " + text);
            steps.add(step);
        }
        assertEquals(
                List.of(
                        StepName.ADMIT_USAGE,
                        StepName.ADVANCE_TIME,
                        StepName.CLOSE_PERIODS,
                        StepName.METER_USAGE,
                        StepName.SETTLE_QUOTA,
                        StepName.DETECT_ANOMALIES,
                        StepName.PUBLISH_ENTITLEMENTS,
                        StepName.COMMIT_TURN),
                steps);
    }

    @Test
    void theWalkNamesClassesStoresTopicsAndTestsThatExist() {
        var shell = Sources.find("streams/pipeline", CLASS);
        var all = new TreeSet<>(shell);
        all.addAll(Sources.find("streams/domain", CLASS));
        var kept = Sources.find("streams/pipeline", STORE);
        TopicCatalog.ALL.stream().map(TallyTopic::name).forEach(kept::add);
        var tests = Sources.findInTests("streams", TEST);
        for (List<String> row : walk()) {
            assertKnown(shell, row.get(2));
            assertKnown(all, row.get(3));
            assertKnown(kept, row.get(4));
            assertKnown(tests, row.get(5));
        }
    }

    @Test
    void everyCommandIsInTheOverviewOnce() {
        var listed = README.section("## Commands").rows().stream()
                .flatMap(row -> Page.codes(row.get(1)).stream())
                .toList();
        var commands = Page.of("docs/cli.md")
                .text()
                .lines()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3))
                .sorted()
                .toList();
        assertEquals(commands, listed.stream().sorted().toList());
    }

    @Test
    void theTestCommandIsWhatCiRuns() {
        String last = Page.of(".ci/run").text().strip().lines().reduce("", (a, line) -> line);
        assertTrue(README.section("## Two commands").text().contains("```\n" + last + "\n```"), last);
        assertTrue(Files.isExecutable(Page.ROOT.resolve(".ci/run")));
    }

    @Test
    void everyLinkOfEveryPageLeadsSomewhere() {
        for (Page page : Page.all()) {
            Matcher link = LINK.matcher(page.text());
            while (link.find()) {
                String target = link.group(1).replaceFirst("#.*", "");
                if (!target.contains("://") && !target.isEmpty()) {
                    Path parent = page.path().getParent();
                    Path file = Page.ROOT
                            .resolve(parent == null ? Path.of("") : parent)
                            .resolve(target);
                    assertTrue(Files.exists(file), page.path() + " links to " + target);
                }
            }
        }
    }

    @Test
    void everyDecisionHasItsOwnNumber() {
        var numbers = Page.all().stream()
                .map(Page::path)
                .filter(path -> path.startsWith("docs/decisions"))
                .map(path -> path.getFileName().toString())
                .peek(name -> assertTrue(name.matches("\\d{4}-[a-z0-9-]+\\.md"), name))
                .map(name -> name.substring(0, 4))
                .toList();
        assertFalse(numbers.isEmpty());
        assertEquals(Set.copyOf(numbers).size(), numbers.size());
    }

    private static List<List<String>> walk() {
        return README.section("## The way of one event").rows();
    }

    private static void assertKnown(Set<String> known, String cell) {
        var unknown =
                Page.codes(cell).stream().filter(name -> !known.contains(name)).collect(Collectors.toSet());
        assertEquals(Set.of(), unknown, cell);
    }
}
