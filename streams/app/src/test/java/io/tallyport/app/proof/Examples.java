package io.tallyport.app.proof;

import io.tallyport.app.cli.Cli;
import io.tallyport.app.node.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The scripts of {@code examples}, whose commands tests run on a node of their own, and the pages that show what they print. */
final class Examples {

    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    static Path path(String name) {
        return ROOT.resolve(name);
    }

    static String read(String name) throws IOException {
        return Files.readString(path(name));
    }

    /** When the node's test clock begins. */
    static Instant clock(String script) {
        String option = "--clock ";
        int from = script.indexOf(option) + option.length();
        return Instant.parse(script.substring(from, script.indexOf(' ', from)));
    }

    /** The words of a line, as the shell takes them; files of examples where they are. */
    static List<String> words(String line) {
        var words = new ArrayList<String>();
        var matcher = WORD.matcher(line);
        while (matcher.find()) {
            String word = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            words.add(word.startsWith("examples/") ? path(word).toString() : word);
        }
        return words;
    }

    static Cli cli(Node node, List<String> words) {
        return Cli.runWith(Map.of("TALLYPORT_NODE", node.url().toString()), "", words.toArray(String[]::new));
    }

    /** The first block of a language in a page. */
    static String block(String markdown, String language) {
        int from = markdown.indexOf("```" + language + "\n") + language.length() + 4;
        return markdown.substring(from, markdown.indexOf("```", from)).strip();
    }

    private Examples() {}
}
