package io.tallyport.app.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * The console blocks of one section of a Markdown page: lines that begin with {@code $ } are commands, the lines below
 * each are fragments of what it must say, in order; {@code ...} stands for anything.
 */
record ConsoleScript(List<Step> steps) {

    private static final String FENCE = "```";
    private static final String PROMPT = "$ ";

    /** A command and the fragments that its output must hold, in this order. */
    record Step(String command, List<String> fragments) {}

    static ConsoleScript ofSection(String markdown, String heading) {
        int from = markdown.indexOf("\n## " + heading + "\n");
        if (from < 0) {
            throw new AssertionError("there is no section " + heading);
        }
        int to = markdown.indexOf("\n## ", from + 1);
        var steps = new ArrayList<Step>();
        boolean console = false;
        for (String line :
                markdown.substring(from, to < 0 ? markdown.length() : to).split("\n", -1)) {
            if (line.startsWith(FENCE)) {
                console = !console && line.equals(FENCE + "console");
            } else if (console && line.startsWith(PROMPT)) {
                steps.add(new Step(line.substring(PROMPT.length()), new ArrayList<>()));
            } else if (console && !steps.isEmpty()) {
                List<String> fragments = steps.get(steps.size() - 1).fragments();
                for (String fragment : line.split("\\.\\.\\.", -1)) {
                    if (!fragment.isBlank()) {
                        fragments.add(fragment.strip());
                    }
                }
            }
        }
        return new ConsoleScript(List.copyOf(steps));
    }
}
