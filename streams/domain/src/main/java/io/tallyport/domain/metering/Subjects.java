package io.tallyport.domain.metering;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who produced usage below a license, as names of cells beside those of groups. A subject's name is a slash and its path: {@code
 * /acme/search/kim}; in an element, backslash and slash have a backslash before them. No name of a group begins with a slash. An
 * element that is empty says nothing and is left out.
 */
public final class Subjects {

    /** The cell of what is of no subject; a path with an element is longer. */
    public static final String UNATTRIBUTED = "/";

    /** Elements that a path may have. */
    public static final int MOST_ELEMENTS = 8;

    /** Characters that an element may have. */
    public static final int LONGEST_ELEMENT = 128;

    /** Bytes that a path may have, its first slash aside: a thousand of them are one stored value. */
    public static final int LONGEST_BYTES = 400;

    /** Subjects of a license and meter that a month may have directly below one, or on the outermost level. */
    public static final int MOST_BELOW = 1_000;

    /** Subjects that a month of a license and meter may have. */
    public static final int MOST = 10_000;

    private static final List<String> NOBODY = List.of(UNATTRIBUTED);

    /**
     * The cells that an event of a path belongs to.
     *
     * @param path elements, outermost first
     * @return the subject and those above it, outermost first; {@link #UNATTRIBUTED} alone if there is none; null if the path is too
     *     long
     */
    public static @Nullable List<String> cells(List<String> path) {
        if (path.isEmpty()) {
            return NOBODY;
        }
        var cells = new ArrayList<String>(path.size());
        var name = new StringBuilder();
        for (int i = 0; i < path.size(); i++) {
            String element = path.get(i);
            if (element.isEmpty()) {
                continue;
            }
            if (element.length() > LONGEST_ELEMENT || cells.size() == MOST_ELEMENTS) {
                return null;
            }
            escape(element, name.append('/'));
            cells.add(name.toString());
        }
        if (cells.isEmpty()) {
            return NOBODY;
        }
        return isShort(cells.get(cells.size() - 1)) ? cells : null;
    }

    private static boolean isShort(String cell) {
        // Three bytes a character at most: only a path of other scripts is counted.
        return cell.length() - 1 <= LONGEST_BYTES / 3
                || cell.getBytes(StandardCharsets.UTF_8).length - 1 <= LONGEST_BYTES;
    }

    private static void escape(String element, StringBuilder name) {
        for (int i = 0; i < element.length(); i++) {
            char c = element.charAt(i);
            if (c == '/' || c == '\\') {
                name.append('\\');
            }
            name.append(c);
        }
    }

    /** Whether a cell is of a subject, or of what is of none; else it is of a group. */
    public static boolean isOne(String cell) {
        return !cell.isEmpty() && cell.charAt(0) == '/';
    }

    /** The path of a subject's cell, as people see it: {@code acme/search}; a slash alone for what is of no subject. */
    public static String pathOf(String cell) {
        return cell.length() == 1 ? cell : cell.substring(1);
    }

    /** The cell of the subject directly above one; {@link #UNATTRIBUTED}'s slash above an outermost one. */
    public static String above(String cell) {
        int slash = lastSlash(cell);
        return slash == 0 ? UNATTRIBUTED : cell.substring(0, slash);
    }

    /** The last element of a subject's cell, as it is written there. */
    public static String lastOf(String cell) {
        return cell.substring(lastSlash(cell) + 1);
    }

    /** The cell of a subject directly below another, or on the outermost level below {@link #UNATTRIBUTED}'s slash. */
    public static String below(String above, String last) {
        return above.equals(UNATTRIBUTED) ? above + last : above + '/' + last;
    }

    /** The slash that parts the last element from those before it: one with an even number of backslashes before it. */
    private static int lastSlash(String cell) {
        for (int at = cell.lastIndexOf('/'); at > 0; at = cell.lastIndexOf('/', at - 1)) {
            int backslashes = 0;
            while (cell.charAt(at - 1 - backslashes) == '\\') {
                backslashes++;
            }
            if (backslashes % 2 == 0) {
                return at;
            }
        }
        return 0;
    }

    private Subjects() {}
}
