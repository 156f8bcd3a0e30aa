package io.tallyport.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** In which form events come, spelled as a user types it. */
enum EmitFormat {
    auto,
    cloudevents,
    csv;

    /** Longest line, as the node takes no larger request. */
    static final int MAX_LINE_BYTES = 1 << 20;

    /**
     * A reader for the input.
     *
     * @param in opened file
     * @param name file name, for the guess
     * @param named CSV mapping of the command line; not empty means CSV
     */
    EmitReader reader(InputStream in, String name, Map<String, String> named, EmitDefaults defaults)
            throws IOException {
        var buffered = new BufferedInputStream(in, 1 << 16);
        String start = start(buffered);
        boolean json =
                start.stripLeading().startsWith("{") || start.stripLeading().startsWith("[");
        boolean isCsv = this == csv
                || this == auto
                        && (!named.isEmpty()
                                || name.endsWith(".csv")
                                || !json && !start.isBlank() && !name.endsWith(".jsonl") && !name.endsWith(".json"));
        if (isCsv) {
            return new CsvEmitReader(buffered, named, defaults);
        }
        if (!named.isEmpty()) {
            throw new CliFailure(ExitCode.BAD_INPUT, "--map is for CSV files; this is read as CloudEvents");
        }
        return spansLines(start)
                ? new JsonDocumentReader(buffered, defaults)
                : new JsonLinesReader(new LineReader(buffered, MAX_LINE_BYTES), defaults);
    }

    /** The beginning of the input, unread again. */
    private static String start(BufferedInputStream in) throws IOException {
        in.mark(MAX_LINE_BYTES + 1);
        byte[] bytes = new byte[MAX_LINE_BYTES];
        int length = 0;
        int read = in.read(bytes, 0, bytes.length);
        // One line that is not blank is enough to tell; waiting for more would stall a pipe that is written slowly.
        while (read > 0) {
            length += read;
            if (hasLine(bytes, length) || length == bytes.length) {
                break;
            }
            read = in.read(bytes, length, bytes.length - length);
        }
        in.reset();
        String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static boolean hasLine(byte[] bytes, int length) {
        boolean seen = false;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n' && seen) {
                return true;
            }
            seen |= bytes[i] > ' ';
        }
        return false;
    }

    /** Whether the first value goes on after its line: a document, or a batch too long for a line. */
    private static boolean spansLines(String start) {
        String text = start.stripLeading();
        int end = text.indexOf('\n');
        if (end < 0) {
            return text.startsWith("[");
        }
        try {
            var first = Json.MAPPER.readTree(text.substring(0, end));
            return first == null;
        } catch (com.fasterxml.jackson.core.io.JsonEOFException e) {
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
