package io.tallyport.verifier;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.UsageStatementV1;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The published statements of one partition, their pages put together; what they say of themselves is checked here. */
final class Statements {

    private static final int MOST_LINES = 300;
    private static final Set<String> REASONS = Set.of("QUARANTINED", "RECOUNTING", "RECORDS_MISSING");

    /**
     * A statement that was issued.
     *
     * @param place of its first page
     * @param head the first page
     * @param lines those of all pages
     */
    record Issued(Place place, UsageStatementV1 head, List<StatementLineV1> lines) {
        String license() {
            return head.getLicense();
        }

        boolean isReleased() {
            return !head.getReleasedBy().isEmpty();
        }

        @Override
        public String toString() {
            return "statement " + head.getLicense() + "/" + head.getNumber();
        }
    }

    /** What was published about one license. */
    private static final class Story {
        private final Set<Long> issued = new HashSet<>();
        private final Map<Long, UsageStatementV1> held = new HashMap<>();
        /** When the statement of each period was issued, by the period's start. */
        private final Map<Long, Long> closedAtMs = new HashMap<>();

        private long highest;
        private long firstFromMs = Long.MAX_VALUE;
        private boolean isComplete;
    }

    private final List<Issued> issued = new ArrayList<>();
    private final Map<String, Story> stories = new HashMap<>();
    /** Statements that lack pages, by license. */
    private final Map<String, Issued> open = new HashMap<>();
    /** How many pages each license's last statement has. */
    private final Map<String, Integer> pages = new HashMap<>();

    private final Findings findings;

    Statements(PartitionLog log, Findings findings) {
        this.findings = findings;
        for (var entry : log.outputs(TopicCatalog.USAGE_STATEMENTS, findings)) {
            if (entry.value().getKind().equals("UNATTRIBUTED")) {
                continue;
            }
            if (!entry.value().getKind().equals("STATEMENT") || entry.value().getUnattributed() != null) {
                differs(
                        entry.place(),
                        "statement-malformed",
                        "it is of no kind: " + entry.value().getKind());
                continue;
            }
            if (!isReckonedWith(entry.value())) {
                differs(entry.place(), "statement-malformed", "it is of no time");
                continue;
            }
            var story = stories.computeIfAbsent(entry.value().getLicense(), l -> new Story());
            switch (entry.value().getStatus()) {
                case ISSUED -> page(entry.place(), entry.value(), story);
                case HELD -> held(entry.place(), entry.value(), story);
                case UNKNOWN -> differs(entry.place(), "statement-malformed", "it is neither issued nor held");
            }
        }
        open.values().forEach(left -> differs(left.place, "statement-pages", left + " lacks its last pages"));
        issued.forEach(this::ordered);
    }

    /** All that were issued, in the order of the topic. */
    List<Issued> issued() {
        return issued;
    }

    boolean isEmpty() {
        return stories.isEmpty();
    }

    /** Whether anything was published about a license. */
    boolean areOf(String license) {
        return stories.containsKey(license);
    }

    /** Start of the first period of a license that has, or waits for, a statement; the end of time if there is none. */
    long firstFromMs(String license) {
        var story = stories.get(license);
        return story == null ? Long.MAX_VALUE : story.firstFromMs;
    }

    /**
     * Whether a license was issued before there were statements: its first one is of a later period, and does not say
     * that every event of it was told.
     *
     * @param issuedFromMs start of the period in which it was issued
     */
    boolean isOlder(String license, long issuedFromMs) {
        var story = stories.get(license);
        return story != null && story.firstFromMs > issuedFromMs && !story.isComplete;
    }

    /** Whether a period had its statement at a tick time. */
    boolean isClosedBy(String license, long fromMs, long nowMs) {
        var story = stories.get(license);
        Long atMs = story == null ? null : story.closedAtMs.get(fromMs);
        return atMs != null && atMs <= nowMs;
    }

    /** The highest number that was issued or held. */
    long highest(String license) {
        var story = stories.get(license);
        return story == null ? 0 : story.highest;
    }

    /** Since when a statement is held; {@link Long#MAX_VALUE} if it never was. */
    long heldAtMs(String license, long number) {
        var story = stories.get(license);
        var held = story == null ? null : story.held.get(number);
        return held == null ? Long.MAX_VALUE : held.getIssuedAtMs();
    }

    private static boolean isReckonedWith(UsageStatementV1 page) {
        return Windows.isReckonedWith(page.getFromMs())
                && Windows.isReckonedWith(page.getToMs())
                && Windows.isReckonedWith(page.getIssuedAtMs())
                && page.getLines().stream().allMatch(line -> Windows.isReckonedWith(line.getFromMs()));
    }

    private void held(Place place, UsageStatementV1 page, Story story) {
        findings.checked("statements.held");
        named(place, page, story);
        if (!REASONS.contains(page.getHeldReason()) || page.getHeldDetail().isBlank()) {
            differs(place, "statement-held", "it is held for no known reason: '" + page.getHeldReason() + "'");
        }
        Long since = page.getHeldSinceMs();
        if (since == null || since > page.getIssuedAtMs()) {
            differs(place, "statement-held", "it does not say since when it is held");
        }
        if (page.getPage() != 1 || page.getPages() != 1 || !page.getLines().isEmpty()) {
            differs(place, "statement-pages", "a record of what is held is one page without lines");
        }
        if (story.issued.contains(page.getNumber())) {
            differs(place, "statement-held", "number " + page.getNumber() + " was issued before");
        }
        if (page.getIssuedAtMs() < page.getToMs()) {
            differs(place, "statement-early", "its period runs still");
        }
        var before = story.held.putIfAbsent(page.getNumber(), page);
        if (before != null && before.getFromMs() != page.getFromMs()) {
            differs(place, "statement-period", "number " + page.getNumber() + " was held for another period");
        }
    }

    private void page(Place place, UsageStatementV1 page, Story story) {
        if (page.getLines().size() > MOST_LINES) {
            differs(place, "statement-pages", "a page has at most " + MOST_LINES + " lines");
        }
        var begun = open.remove(page.getLicense());
        if (begun == null) {
            begin(place, page, story);
            return;
        }
        int expected = pages.merge(page.getLicense(), 1, Integer::sum);
        if (page.getPage() != expected
                || page.getCertificate() != null
                || !head(page).equals(head(begun.head))) {
            differs(place, "statement-pages", "it is not page " + expected + " of " + begun);
        }
        begun.lines.addAll(page.getLines());
        finish(begun, expected);
    }

    private void begin(Place place, UsageStatementV1 page, Story story) {
        named(place, page, story);
        var begun = new Issued(place, page, new ArrayList<>(page.getLines()));
        if (page.getPage() != 1 || page.getPages() < 1) {
            differs(place, "statement-pages", "page " + page.getPage() + " follows no page");
        }
        if (!story.issued.add(page.getNumber())) {
            differs(place, "statement-doubled", begun + " was issued before");
        }
        var held = story.held.get(page.getNumber());
        if (held != null && (held.getFromMs() != page.getFromMs() || held.getToMs() != page.getToMs())) {
            differs(place, "statement-period", begun + " was held for another period");
        }
        issued.add(begun);
        story.closedAtMs.putIfAbsent(page.getFromMs(), page.getIssuedAtMs());
        pages.put(begun.license(), 1);
        finish(begun, 1);
    }

    private void finish(Issued begun, int page) {
        if (page < begun.head.getPages()) {
            open.put(begun.license(), begun);
        }
    }

    private void named(Place place, UsageStatementV1 page, Story story) {
        if (!page.getStatementId().equals(page.getLicense() + "/" + page.getNumber())) {
            differs(place, "statement-id", "number " + page.getNumber() + " is called " + page.getStatementId());
        }
        story.highest = Math.max(story.highest, page.getNumber());
        if (page.getNumber() == 1) {
            story.firstFromMs = Math.min(story.firstFromMs, page.getFromMs());
            var certificate = page.getCertificate();
            story.isComplete |= certificate != null && certificate.getComplete();
        }
    }

    /** Usage and adjustments are each in the order of lines; what was adjusted by hand has none. */
    private void ordered(Issued statement) {
        var last = new HashMap<String, PeriodUse.Cell>();
        for (StatementLineV1 line : statement.lines) {
            if (line.getCommandId().isEmpty()) {
                var cell = StatementLines.cellOf(line);
                var before = last.put(line.getKind(), cell);
                if (before != null && before.compareTo(cell) >= 0) {
                    differs(statement.place, "statement-order", statement + " has " + cell + " behind " + before);
                }
            }
        }
    }

    /** What all pages have in common. */
    private static UsageStatementV1 head(UsageStatementV1 page) {
        var head = UsageStatementV1.newBuilder(page).build();
        head.setPage(1);
        head.setLines(List.of());
        head.setCertificate(null);
        return head;
    }

    private void differs(Place place, String law, String detail) {
        findings.differs(place, law, detail);
    }
}
