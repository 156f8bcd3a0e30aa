package io.tallyport.domain.catalog;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the meters of a document. */
final class MeterReader {

    static final List<String> KEYS = List.of(
            "id",
            "version",
            "from",
            "eventType",
            "filter",
            "aggregation",
            "value",
            "groups",
            "subjects",
            "windows",
            "lateDataGrace",
            "unit");

    static final Duration DEFAULT_GRACE = Duration.ofHours(24);

    private static final List<String> GROUP_KEYS = List.of("name", "cel");

    /** Fields and expressions that a meter may have groups by. */
    private static final int MOST_GROUPS = 4;

    private static final Duration LONGEST_GRACE = Duration.ofDays(30);
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
    private static final int LONGEST_EXPRESSION = 1_000;
    private static final Pattern GROUP_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,63}");
    private static final Pattern FIELD_PATH =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,63}(\\.[A-Za-z_][A-Za-z0-9_-]{0,63}){0,15}");

    private final DocumentProblems problems;
    private final Filters filters;

    MeterReader(DocumentProblems problems, Filters filters) {
        this.problems = problems;
        this.filters = filters;
    }

    /** The meter, unless it has a problem. */
    Optional<Meter> meter(DocumentSection section, String id) {
        long before = problems.count();
        int version = section.whole("version", 1, Integer.MAX_VALUE, 1);
        String eventType = section.text("eventType");
        Aggregation aggregation = section.required("aggregation")
                .map(found -> found.word(Aggregation.class))
                .orElse(null);
        String value = aggregation == null ? "" : value(section, aggregation);
        List<GroupBy> groups = groups(section);
        boolean subjects =
                section.optional("subjects").map(DocumentNode::isTrue).orElse(false);
        if (subjects && aggregation == Aggregation.TIME_WEIGHTED) {
            section.optional("subjects")
                    .ifPresent(found ->
                            found.note("NOT_ALLOWED", "TIME_WEIGHTED keeps no subjects: part a level by groups"));
        }
        Set<Window> windows = aggregation == null ? Set.of() : windows(section, aggregation);
        Duration grace =
                section.optional("lateDataGrace").map(MeterReader::grace).orElse(DEFAULT_GRACE);
        String unit = section.text("unit", "unit");
        Filter filter = section.optional("filter").map(this::filter).orElse(Filter.ALL);
        long fromMs = section.optional("from").map(MeterReader::instant).orElse(Meter.ALWAYS);
        return problems.count() == before && aggregation != null
                ? Optional.of(
                        new Meter(id, version, eventType, aggregation, value, groups, windows, grace, unit, filter)
                                .startingAt(fromMs)
                                .withSubjects(subjects))
                : Optional.empty();
    }

    /**
     * The windows of a meter that names none. What is different in each hour takes too much to keep in a ledger, and
     * minutes are for who asks for them.
     */
    static Set<Window> defaultWindows(Aggregation aggregation) {
        return aggregation.hasHours() ? EnumSet.copyOf(Window.OF_LEDGERS) : EnumSet.of(Window.DAY, Window.MONTH);
    }

    private static Set<Window> windows(DocumentSection section, Aggregation aggregation) {
        Optional<DocumentNode> found = section.optional("windows");
        if (found.isEmpty()) {
            return defaultWindows(aggregation);
        }
        var windows = EnumSet.noneOf(Window.class);
        for (DocumentNode item : found.get().items(Window.values().length)) {
            Window window = item.word(Window.class);
            if (window != null && !windows.add(window)) {
                item.note("DUPLICATE", "the window " + window + " is named before");
            }
            if (aggregation == Aggregation.UNIQUE_COUNT && window == Window.HOUR) {
                item.note(
                        "NOT_ALLOWED",
                        "UNIQUE_COUNT keeps no HOUR: each holds its values, in the ledger that is read with every event");
            }
            if (aggregation == Aggregation.TIME_WEIGHTED && (window == Window.HOUR || window == Window.MINUTE)) {
                item.note("NOT_ALLOWED", "TIME_WEIGHTED keeps DAY and MONTH only: a timer carries each of them on");
            }
        }
        if (!windows.contains(Window.MONTH)) {
            found.get().note("MISSING", "must hold MONTH, which is what is billed");
        }
        return windows;
    }

    private static Duration grace(DocumentNode node) {
        String text = node.text();
        try {
            Duration grace = Duration.parse(text);
            if (!grace.isNegative() && grace.compareTo(LONGEST_GRACE) <= 0) {
                return grace;
            }
        } catch (DateTimeParseException e) {
            if (text.isEmpty()) {
                return DEFAULT_GRACE;
            }
        }
        node.note(
                "OUT_OF_RANGE",
                "'" + DocumentNode.shortened(text) + "' is no ISO 8601 duration from PT0S to " + LONGEST_GRACE.toDays()
                        + " days, as in PT24H or P3D");
        return DEFAULT_GRACE;
    }

    /** Whole milliseconds, as events have them. */
    private static long instant(DocumentNode node) {
        String text = node.text();
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            if (!instant.isBefore(EARLIEST) && instant.isBefore(LATEST) && instant.getNano() % 1_000_000 == 0) {
                return instant.toEpochMilli();
            }
        } catch (DateTimeParseException e) {
            if (text.isEmpty()) {
                return Meter.ALWAYS;
            }
        }
        node.note(
                "BAD_FORM",
                "'" + DocumentNode.shortened(text)
                        + "' is no instant with whole milliseconds, as in 2026-11-24T00:00:00Z or 2026-11-24T09:30:00+01:00");
        return Meter.ALWAYS;
    }

    private Filter filter(DocumentNode node) {
        String text = node.text(LONGEST_EXPRESSION);
        try {
            return text.isEmpty() ? Filter.ALL : filters.compile(text);
        } catch (FilterException e) {
            node.note("BAD_FORM", "is no filter: " + e.getMessage());
            return Filter.ALL;
        }
    }

    private static String value(DocumentSection section, Aggregation aggregation) {
        if (aggregation == Aggregation.COUNT) {
            section.refuse("value", "a COUNT meter counts events and has no value");
            return "";
        }
        return section.required("value").map(MeterReader::path).orElse("");
    }

    private List<GroupBy> groups(DocumentSection section) {
        var groups = new ArrayList<GroupBy>();
        var names = new HashSet<String>();
        for (DocumentNode item : section.items("groups", MOST_GROUPS)) {
            boolean isExpression = item.value() instanceof Map;
            GroupBy group = isExpression ? expression(item) : GroupBy.field(path(item));
            if (!group.name().isEmpty() && !names.add(group.name())) {
                item.note(
                        "DUPLICATE", "the " + (isExpression ? "name " : "field ") + group.name() + " is named before");
            }
            groups.add(group);
        }
        return groups;
    }

    /** A group that is said by an expression; one without a name after a problem. */
    private GroupBy expression(DocumentNode node) {
        GroupBy none = GroupBy.field("");
        DocumentSection section = node.section(GROUP_KEYS).orElse(null);
        if (section == null) {
            return none;
        }
        String name = section.text("name");
        if (!name.isEmpty() && !GROUP_NAME.matcher(name).matches()) {
            section.required("name")
                    .ifPresent(
                            at -> at.note(
                                    "BAD_FORM",
                                    "must be letters, digits, underscores and hyphens, a letter or underscore first, at most 64"));
            return none;
        }
        Optional<DocumentNode> cel = section.required("cel");
        String text = cel.map(found -> found.text(LONGEST_EXPRESSION)).orElse("");
        if (name.isEmpty() || text.isEmpty()) {
            return none;
        }
        try {
            return filters.group(name, text);
        } catch (FilterException e) {
            cel.ifPresent(at -> at.note("BAD_FORM", "is no expression of a group: " + e.getMessage()));
            return none;
        }
    }

    /** A path of fields; empty after a problem. */
    private static String path(DocumentNode node) {
        String path = node.text();
        if (!path.isEmpty() && !FIELD_PATH.matcher(path).matches()) {
            node.note("BAD_FORM", "must be a path of field names with points, as in usage.tokens");
            return "";
        }
        return path;
    }
}
