package io.tallyport.app.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines of strict UTF-8, each bounded; LF or CRLF ends a line, a byte order mark at the very start is skipped. */
final class LineReader {

    private static final int BYTE_ORDER_MARK = '\uFEFF';

    private final InputStream in;
    private final int maxBytes;
    private long number;

    /**
     * @param in buffered
     * @param maxBytes longest line
     */
    LineReader(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /**
     * A line.
     *
     * @param number from 1
     * @param text the line; empty when there is a fault
     * @param fault why it cannot be read; empty when it can
     */
    record Line(long number, String text, String fault) {}

    /** The next line; null at the end. A line that is too long is skipped to its end. */
    @Nullable Line next() throws IOException {
        var bytes = new ByteArrayOutputStream(512);
        boolean tooLong = false;
        int read = in.read();
        if (read < 0) {
            return null;
        }
        number++;
        while (read >= 0 && read != '\n') {
            if (bytes.size() < maxBytes) {
                bytes.write(read);
            } else {
                tooLong = true;
            }
            read = in.read();
        }
        if (tooLong) {
            return new Line(number, "", "the line is longer than " + maxBytes + " bytes");
        }
        return decode(bytes.toByteArray());
    }

    private Line decode(byte[] bytes) {
        int length = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
            boolean marked = number == 1 && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
            return new Line(number, marked ? text.substring(1) : text, "");
        } catch (CharacterCodingException e) {
            return new Line(number, "", "the line is not valid UTF-8");
        }
    }
}
