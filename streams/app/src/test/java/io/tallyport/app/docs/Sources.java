package io.tallyport.app.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Java sources of the modules, for what can be asked of their text. */
final class Sources {

    /** The first group of every match in the main sources below a folder of the tree. */
    static SortedSet<String> find(String folder, Pattern pattern) {
        return find(folder, "/src/main/java/", pattern);
    }

    /** As {@link #find(String, Pattern)}, in the test sources. */
    static SortedSet<String> findInTests(String folder, Pattern pattern) {
        return find(folder, "/src/test/java/", pattern);
    }

    private static SortedSet<String> find(String folder, String part, Pattern pattern) {
        var found = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(Page.ROOT.resolve(folder))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java"))
                    .filter(f -> f.toString().contains(part))
                    .toList()) {
                Matcher match = pattern.matcher(Files.readString(file));
                while (match.find()) {
                    found.add(match.group(1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private Sources() {}
}
