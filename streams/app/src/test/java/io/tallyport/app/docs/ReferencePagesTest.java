package io.tallyport.app.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.entitlement.CheckReason;
import io.tallyport.domain.license.LicenseRefusal;
import io.tallyport.domain.usage.RejectionReason;
import io.tallyport.domain.usage.UsageVerdict;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReferencePagesTest {

    private static final Page ERRORS = Page.of("docs/errors.md");
    private static final Pattern METRIC = Pattern.compile("(?<!Property\\()\"(tallyport(?:\\.[a-z]+)+)\"");
    private static final Pattern PROBLEM = Pattern.compile(
            "(?:badInput|refused|unavailable|Problem\\s*\\.of|new Problem)\\(\\s*(?:e?[.a-zA-Z0-9()]+,\\s*)?(?:status >= 500 \\? \"INTERNAL\" : )?\"([A-Z_]+)\"");

    @Test
    void everyVerdictIsListed() {
        assertEquals(
                Stream.of(UsageVerdict.Kind.values())
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toCollection(TreeSet::new)),
                listed("## Verdicts on usage"));
    }

    @Test
    void everyRejectionIsListed() {
        assertEquals(names(RejectionReason.values()), listed("## Rejected"));
    }

    @Test
    void everyRefusalIsListed() {
        assertEquals(names(LicenseRefusal.values()), listed("## Refused license commands"));
    }

    @Test
    void everyReasonOfAnAnswerIsListed() {
        assertEquals(names(CheckReason.values()), listed("## Reasons of checks"));
    }

    @Test
    void everyProblemIsListed() {
        assertEquals(Sources.find("streams/port", PROBLEM), listed("## Problems of the HTTP interface"));
    }

    @Test
    void everyMetricIsListed() {
        var used = Sources.find("streams", METRIC);
        assertEquals(used, new TreeSet<>(Page.of("docs/metrics.md").firstColumn()));
    }

    @Test
    void metricsThatAlarmsNameExist() {
        var known = new TreeSet<>(Page.of("docs/metrics.md").firstColumn());
        for (String named :
                Page.of("docs/operations.md").section("## What to alarm on").firstColumn()) {
            assertTrue(known.contains(named.replaceFirst("\\{.*", "")), named);
        }
    }

    @Test
    void theCatalogPageShowsTheQuickstartAsItStands() {
        assertTrue(Page.of("docs/catalog.md")
                .text()
                .contains("```yaml\n" + Page.of("examples/quickstart.yaml").text() + "```\n"));
    }

    private static SortedSet<String> listed(String heading) {
        return new TreeSet<>(ERRORS.section(heading).firstColumn());
    }

    private static SortedSet<String> names(Enum<?>[] values) {
        return Stream.of(values).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
    }
}
