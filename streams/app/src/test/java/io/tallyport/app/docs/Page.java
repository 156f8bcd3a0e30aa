package io.tallyport.app.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A document of the tree, read line by line.
 *
 * @param path from the root of the tree
 * @param text its text
 */
record Page(Path path, String text) {

    /** The root of the tree, from this module. */
    static final Path ROOT = Path.of("..", "..");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    static Page of(String path) {
        try {
            return new Page(Path.of(path), Files.readString(ROOT.resolve(path)));
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    /** Every page of the tree. */
    static List<Page> all() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .map(file -> of(ROOT.relativize(file).toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text between a heading and the next one of any level. */
    Page section(String heading) {
        int from = text.indexOf("\n" + heading + "\n");
        if (from < 0) {
            throw new AssertionError(path + " has no heading " + heading);
        }
        int begin = from + heading.length() + 2;
        int end = text.indexOf("\n#", begin);
        return new Page(path, end < 0 ? text.substring(begin) : text.substring(begin, end));
    }

    /** The cells of the table's rows, without its head. */
    List<List<String>> rows() {
        var rows = new ArrayList<List<String>>();
        boolean body = false;
        for (String line : text.split("\n")) {
            if (line.startsWith("|--")) {
                body = true;
            } else if (!line.startsWith("|")) {
                body = false;
            } else if (body) {
                rows.add(Stream.of(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList());
            }
        }
        return rows;
    }

    /** What stands as code in the first column. */
    List<String> firstColumn() {
        return rows().stream().flatMap(row -> codes(row.get(0)).stream()).toList();
    }

    /** What stands as code in a text. */
    static List<String> codes(String text) {
        var codes = new ArrayList<String>();
        Matcher code = CODE.matcher(text);
        while (code.find()) {
            codes.add(code.group(1));
        }
        return codes;
    }
}
