package io.tallyport.pipeline.mapping;

import io.tallyport.domain.usage.FieldValues;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.domain.usage.UsageRecord;
import io.tallyport.pipeline.mapping.SourceDecoder.Decoded;
import io.tallyport.pipeline.state.FewStrings;
import io.tallyport.wire.UsageKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads usage events that were written in the schema of this build by the position of their fields, straight into the
 * domain: each event is read once, and this is a fifth of what Avro's own reader costs. It never judges: whatever it
 * does not expect it leaves to Avro's reader. {@code UsageEventReaderTest} holds the two against each other, and fails
 * when a field is added to the schema. Encoding: Avro 1.12 specification, "Binary encoding". Not thread-safe.
 */
final class UsageEventReader {

    private static final UsageKind[] KINDS = UsageKind.values();
    /** Fits a long whatever the digits. */
    private static final int MOST_DIGITS = 18;

    private static final int NULL = 0;
    private static final int BOOLEAN = 1;
    private static final int LONG = 2;
    private static final int STRING = 3;
    private static final int DECIMAL = 4;
    private static final int CLIENT_STRINGS = 5;

    /** Sources, types and field paths come again and again. */
    private final FewStrings few = new FewStrings();

    private byte[] bytes = new byte[0];
    private int at;

    /** The record whose fields begin at an offset; null if it has to be read by Avro's reader. */
    @Nullable Decoded<UsageRecord> read(byte[] record, int offset) {
        bytes = record;
        at = offset;
        try {
            return record();
        } catch (IndexOutOfBoundsException | UnexpectedException e) {
            return null;
        }
    }

    private @Nullable Decoded<UsageRecord> record() {
        UsageKind kind = KINDS[index()];
        skipText();
        String license = text();
        List<String> subjectPath = subjectPath();
        String source = known();
        String id = text();
        String type = known();
        long timeMs = number();
        skip(1);
        long epoch = number();
        long sequence = number();
        skipText();
        Map<String, @Nullable Object> values = values();
        if (isPresent()) {
            for (int i = 0; i < CLIENT_STRINGS; i++) {
                skipText();
            }
        }
        if (isPresent()) {
            return null;
        }
        skipText();
        skipText();
        if (isPresent()) {
            skipText();
        }
        String job = textOrEmpty();
        String unresolved = text();
        if (isPresent()) {
            return null;
        }
        if (kind == UsageKind.TICK) {
            return Decoded.tick(timeMs);
        }
        if (kind != UsageKind.USAGE) {
            return null;
        }
        return Decoded.of(new UsageEvent(
                license, source, id, type, timeMs, epoch, sequence, subjectPath, values, unresolved, job));
    }

    private List<String> subjectPath() {
        var path = new ArrayList<String>(4);
        for (long items = block(); items > 0; items = block()) {
            for (long i = 0; i < items; i++) {
                path.add(text());
            }
        }
        return path;
    }

    private Map<String, @Nullable Object> values() {
        long items = block();
        Map<String, @Nullable Object> values =
                items <= FieldValues.MOST ? new FieldValues((int) items) : new LinkedHashMap<>();
        while (items > 0) {
            for (long i = 0; i < items; i++) {
                String path = known();
                values.put(path, value());
            }
            items = block();
            if (items > 0 && values instanceof FieldValues) {
                // No writer of ours makes two blocks.
                values = new LinkedHashMap<>(values);
            }
        }
        return values;
    }

    private @Nullable Object value() {
        return switch (index()) {
            case NULL -> null;
            case BOOLEAN -> bool();
            case LONG -> number();
            case STRING -> text();
            case DECIMAL -> decimal();
            default -> throw new UnexpectedException();
        };
    }

    private boolean bool() {
        byte value = bytes[at++];
        if (value != 0 && value != 1) {
            throw new UnexpectedException();
        }
        return value == 1;
    }

    /** Digits, with or without a point between them, are a number at once; any other text is read as before. */
    private Object decimal() {
        int length = length();
        int end = at + length;
        long digits = 0;
        int scale = -1;
        for (int i = at; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit >= 0 && digit <= 9) {
                digits = 10 * digits + digit;
                scale += scale >= 0 ? 1 : 0;
            } else if (bytes[i] == '.' && scale < 0 && i > at && i < end - 1) {
                scale = 0;
            } else {
                return UsageMapping.numberOrText(text(length));
            }
        }
        if (length == 0 || length > MOST_DIGITS) {
            return UsageMapping.numberOrText(text(length));
        }
        at = end;
        return BigDecimal.valueOf(digits, Math.max(0, scale));
    }

    /** How many items the next block of an array or map holds; 0 = it ends. */
    private long block() {
        long items = number();
        if (items < 0) {
            // A block that says its size in bytes as well.
            number();
            items = -items;
        }
        if (items < 0 || items > bytes.length) {
            throw new UnexpectedException();
        }
        return items;
    }

    /** A long, zigzag and seven bits a byte. */
    private long number() {
        long raw = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = bytes[at++];
            raw |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return raw >>> 1 ^ -(raw & 1);
            }
        }
        throw new UnexpectedException();
    }

    /** An index of an enum or a union, which are below 64 in this schema. */
    private int index() {
        byte raw = bytes[at++];
        if (raw < 0 || (raw & 1) == 1) {
            throw new UnexpectedException();
        }
        return raw >> 1;
    }

    /** Whether an optional field is there: the union of null and something. */
    private boolean isPresent() {
        int branch = index();
        if (branch > 1) {
            throw new UnexpectedException();
        }
        return branch == 1;
    }

    private String text() {
        return text(length());
    }

    /** Mostly empty, and then no object of its own. */
    private String textOrEmpty() {
        int length = length();
        return length == 0 ? "" : text(length);
    }

    private String text(int length) {
        String text = new String(bytes, at, length, java.nio.charset.StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    private String known() {
        int length = length();
        String text = few.of(bytes, at, length);
        at += length;
        return text;
    }

    private void skipText() {
        skip(length());
    }

    private int length() {
        long length = number();
        if (length < 0 || length > bytes.length - at) {
            throw new UnexpectedException();
        }
        return (int) length;
    }

    private void skip(int count) {
        at += count;
    }

    /** Something that only Avro's reader judges. It carries no stack trace: it is no failure. */
    private static final class UnexpectedException extends RuntimeException {
        UnexpectedException() {
            super("", null, false, false);
        }
    }
}
