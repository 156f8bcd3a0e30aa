package io.tallyport.port.explain;

import io.tallyport.port.answer.Problem;
import java.util.regex.Pattern;

/**
 * How far a preview has come through the licenses.
 *
 * @param base the revision that it began against
 * @param partition the partition that is next
 * @param after the license of it after which it goes on; empty for the first
 */
record PreviewCursor(long base, int partition, String after) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\.(\\d{1,6})\\.(.*)");

    /**
     * Where a call before stopped; the beginning if the text is empty.
     *
     * @param base the revision that is in force
     */
    static PreviewCursor parse(String text, long base, int partitions) {
        if (text.isEmpty()) {
            return new PreviewCursor(base, 0, "");
        }
        var form = FORM.matcher(text);
        if (!form.matches() || Integer.parseInt(form.group(2)) >= partitions) {
            throw Problem.badInput("MALFORMED", "after", "after must be what a call before gave as next")
                    .asException();
        }
        if (Long.parseLong(form.group(1)) != base) {
            throw Problem.refused(
                            "CATALOG_BASE_MISMATCH",
                            "after",
                            "the preview began against revision " + form.group(1) + ", but the last revision is "
                                    + base)
                    .asException();
        }
        return new PreviewCursor(base, Integer.parseInt(form.group(2)), form.group(3));
    }

    PreviewCursor nextPartition() {
        return new PreviewCursor(base, partition + 1, "");
    }

    PreviewCursor after(String license) {
        return new PreviewCursor(base, partition, license);
    }

    String text() {
        return base + "." + partition + "." + after;
    }
}
