package io.tallyport.pipeline.state;

import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.pipeline.state.PendingRecount.Key;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** The stored form of a recount that is waited for, and the written form of a total that answers one. */
public final class RecountCodec {

    private static final int FORMAT = 1;
    private static final List<Window> WINDOWS = Window.OF_LEDGERS;

    static byte[] write(PendingRecount pending) {
        Key key = pending.key();
        Origin cause = pending.cause();
        return new BinaryOutput(FORMAT)
                .text(key.license())
                .text(key.series())
                .text(key.group())
                .text(cause.topic())
                .number(cause.partition())
                .number(cause.offset())
                .list(
                        pending.windows(),
                        (o, window) -> o.text(window.window().name()).fixed(window.fromMs()))
                .list(
                        pending.until().entrySet(),
                        (o, topic) -> o.text(topic.getKey()).number(topic.getValue()))
                .number(pending.attempt())
                .blob(LedgerCodec.whole(pending.later(), WINDOWS))
                // At the end, where builds before it see nothing.
                .fixed(pending.sinceMs())
                .toBytes();
    }

    static PendingRecount read(String store, byte[] bytes) {
        var in = new BinaryInput(store, bytes, FORMAT);
        var key = new Key(in.text(), in.text(), in.text());
        var cause = new Origin(in.text(), (int) in.number(), in.number());
        var windows = new HashSet<>(in.list(i -> new WindowStart(Window.valueOf(i.text()), i.fixed())));
        var until = new HashMap<String, Long>();
        for (long left = in.number(); left > 0; left--) {
            until.put(in.text(), in.number());
        }
        int attempt = (int) in.number();
        MeterUsage later = LedgerCodec.whole(store, in.blob(), WINDOWS);
        long sinceMs = in.hasMore() ? in.fixed() : 0;
        return new PendingRecount(key, cause, windows, later, Map.copyOf(until), attempt, sinceMs);
    }

    /** A total as text: everything that it remembers. */
    public static String text(Total total) {
        var out = new BinaryOutput(FORMAT, 64);
        DetailCodec.write(out, total.detail());
        return total.value().toPlainString() + " " + total.events() + " "
                + Base64.getEncoder().encodeToString(out.toBytes());
    }

    /**
     * The total of a text.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Total total(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("a total has three parts, not " + parts.length);
        }
        var in = new BinaryInput("recount", Base64.getDecoder().decode(parts[2]), FORMAT);
        return new Total(new java.math.BigDecimal(parts[0]), Long.parseLong(parts[1]), DetailCodec.read(in));
    }

    private RecountCodec() {}
}
