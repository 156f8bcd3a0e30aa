package io.tallyport.app.cli;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of comma-separated values (RFC 4180): quoted fields may hold commas, doubled quotes and line ends; LF, CRLF and
 * CR end a row; a byte order mark at the start is skipped. A faulty row costs that row alone.
 */
final class CsvParser {

    private static final int END = -1;
    private static final int BYTE_ORDER_MARK = '\uFEFF';

    private final Reader in;
    private final int maxChars;
    private long line = 1;
    private int peeked;
    private boolean hasPeeked;
    private boolean started;

    /**
     * @param in buffered
     * @param maxChars longest row
     */
    CsvParser(Reader in, int maxChars) {
        this.in = in;
        this.maxChars = maxChars;
    }

    /**
     * A row.
     *
     * @param line line on which it begins, from 1
     * @param cells its cells
     * @param fault why it cannot be used; empty when it can
     */
    record Row(long line, List<String> cells, String fault) {
        Row {
            cells = List.copyOf(cells);
        }
    }

    /** The next row that is not blank; null at the end. */
    @Nullable Row next() throws IOException {
        skipByteOrderMark();
        while (true) {
            if (peek() == END) {
                return null;
            }
            Row row = row();
            boolean blank = row.fault().isEmpty()
                    && row.cells().size() == 1
                    && row.cells().get(0).isBlank();
            if (!blank) {
                return row;
            }
        }
    }

    private Row row() throws IOException {
        long first = line;
        var cells = new ArrayList<String>();
        String fault = "";
        int size = 0;
        while (true) {
            var cell = new StringBuilder();
            String wrong = peek() == '"' ? quoted(cell) : plain(cell);
            size += cell.length() + 1;
            if (size > maxChars) {
                wrong = "the row is longer than " + maxChars + " characters";
                cells.clear();
            } else {
                cells.add(cell.toString());
            }
            fault = fault.isEmpty() ? wrong : fault;
            int end = read();
            if (end != ',') {
                return new Row(first, fault.isEmpty() ? cells : List.of(), fault);
            }
        }
    }

    /** Reads up to the comma or line end, which stays unread. */
    private String plain(StringBuilder cell) throws IOException {
        boolean quote = false;
        while (peek() != END && peek() != ',' && peek() != '\n') {
            int c = read();
            quote |= c == '"';
            keep(cell, c);
        }
        return quote ? "a quote inside a field that does not begin with one" : "";
    }

    private String quoted(StringBuilder cell) throws IOException {
        long opened = line;
        read();
        while (true) {
            int c = read();
            if (c == END) {
                return "the quote opened on line " + opened + " is never closed";
            }
            if (c != '"') {
                keep(cell, c);
            } else if (peek() == '"') {
                keep(cell, read());
            } else {
                break;
            }
        }
        boolean trailing = false;
        while (peek() != END && peek() != ',' && peek() != '\n') {
            read();
            trailing = true;
        }
        return trailing ? "text after the closing quote" : "";
    }

    /** A row that is too long is read to its end, but not kept. */
    private void keep(StringBuilder cell, int c) {
        if (cell.length() <= maxChars) {
            cell.append((char) c);
        }
    }

    private int peek() throws IOException {
        if (!hasPeeked) {
            peeked = normalized();
            hasPeeked = true;
        }
        return peeked;
    }

    private int read() throws IOException {
        int c = peek();
        hasPeeked = false;
        if (c == '\n') {
            line++;
        }
        return c;
    }

    /** The next character, with CRLF and CR as one LF. */
    private int normalized() throws IOException {
        int c = in.read();
        if (c != '\r') {
            return c;
        }
        in.mark(1);
        if (in.read() != '\n') {
            in.reset();
        }
        return '\n';
    }

    private void skipByteOrderMark() throws IOException {
        if (!started && peek() == BYTE_ORDER_MARK) {
            read();
        }
        started = true;
    }
}
