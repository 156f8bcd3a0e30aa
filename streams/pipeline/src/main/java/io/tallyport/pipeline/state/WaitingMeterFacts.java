package io.tallyport.pipeline.state;

import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.statement.PeriodTally;
import io.tallyport.domain.usage.MeterRecount;
import io.tallyport.pipeline.state.WaitingMeter.Cell;
import io.tallyport.pipeline.state.WaitingMeter.Key;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of meters that wait to be counted again: what is known from the start, what was counted since, cell by cell, and each
 * part of the answer, so that no value grows past what a record may hold.
 */
final class WaitingMeterFacts {

    private static final int FORMAT = 1;
    private static final String HEAD = "whole/";
    private static final String LATER = "whole-later/";
    private static final String PART = "whole-part/";
    private static final List<Window> WINDOWS = Window.OF_LEDGERS;

    private final TaskFacts facts;
    private final KeyValueStore<Bytes, byte[]> store;

    WaitingMeterFacts(TaskFacts facts, KeyValueStore<Bytes, byte[]> store) {
        this.facts = facts;
        this.store = store;
    }

    void forEach(Consumer<WaitingMeter> reader) {
        var laters = new HashMap<Key, Map<Cell, MeterUsage>>();
        facts.forEach(LATER, (name, value) -> {
            // The name of a group may hold anything.
            String[] names = name.split("\0", 4);
            laters.computeIfAbsent(new Key(names[0], names[1]), k -> new HashMap<>())
                    .put(new Cell(names[2], names[3]), LedgerCodec.whole(TaskFacts.STORE, value, WINDOWS));
        });
        var parts = new HashMap<Key, Map<Integer, MeterRecount>>();
        facts.forEach(PART, (name, value) -> {
            String[] names = name.split("\0", -1);
            parts.computeIfAbsent(new Key(names[0], names[1]), k -> new TreeMap<>())
                    .put(Integer.parseInt(names[2]), readPart(names[0], names[1], value));
        });
        facts.forEach(HEAD, (name, value) -> {
            String[] names = name.split("\0", -1);
            var key = new Key(names[0], names[1]);
            reader.accept(read(key, value, laters.getOrDefault(key, Map.of()), parts.getOrDefault(key, Map.of())));
        });
    }

    /** Writes what changed of one. */
    void write(Key key, @Nullable WaitingMeter logged, @Nullable WaitingMeter now) {
        Map<Cell, MeterUsage> laterBefore = logged == null ? Map.of() : logged.later();
        Map<Cell, MeterUsage> later = now == null ? Map.of() : now.later();
        laterBefore.keySet().stream()
                .filter(cell -> !later.containsKey(cell))
                .forEach(cell -> store.delete(laterKey(key, cell)));
        later.forEach((cell, usage) -> {
            if (laterBefore.get(cell) != usage) {
                store.put(laterKey(key, cell), LedgerCodec.whole(usage, WINDOWS));
            }
        });
        Map<Integer, MeterRecount> partsBefore = logged == null ? Map.of() : logged.parts();
        Map<Integer, MeterRecount> parts = now == null ? Map.of() : now.parts();
        partsBefore.keySet().stream()
                .filter(part -> !parts.containsKey(part))
                .forEach(part -> store.delete(partKey(key, part)));
        parts.forEach((number, part) -> {
            if (partsBefore.get(number) != part) {
                store.put(partKey(key, number), writePart(part));
            }
        });
        if (now == null) {
            store.delete(headKey(key));
        } else {
            store.put(headKey(key), head(now));
        }
    }

    private static byte[] head(WaitingMeter waiting) {
        return new BinaryOutput(FORMAT)
                .fixed(waiting.fromMs())
                .number(waiting.recounted())
                .text(waiting.cause().topic())
                .number(waiting.cause().partition())
                .number(waiting.cause().offset())
                .optional(
                        waiting.standing(),
                        (o, standing) -> o.number(standing.counted())
                                .number(standing.voided())
                                .fixed(standing.high())
                                .fixed(standing.low()))
                .list(
                        waiting.until().entrySet(),
                        (o, topic) -> o.text(topic.getKey()).number(topic.getValue()))
                .number(waiting.attempt())
                .toBytes();
    }

    private static WaitingMeter read(
            Key key, byte[] head, Map<Cell, MeterUsage> later, Map<Integer, MeterRecount> parts) {
        var in = new BinaryInput(TaskFacts.STORE, head, FORMAT);
        long fromMs = in.fixed();
        long recounted = in.number();
        var cause = new Origin(in.text(), (int) in.number(), in.number());
        var standing = in.optional(i -> new PeriodTally.Count(i.number(), i.number(), i.fixed(), i.fixed()));
        var until = new HashMap<String, Long>();
        for (long left = in.number(); left > 0; left--) {
            until.put(in.text(), in.number());
        }
        return new WaitingMeter(key, fromMs, recounted, cause, standing, later, until, (int) in.number(), parts);
    }

    private static byte[] writePart(MeterRecount part) {
        return new BinaryOutput(FORMAT)
                .text(part.cause().topic())
                .number(part.cause().partition())
                .number(part.cause().offset())
                .number(part.part())
                .number(part.parts())
                .number(part.events())
                .fixed(part.high())
                .fixed(part.low())
                .number(part.unmeasured())
                .list(part.totals(), BinaryOutput::text)
                .toBytes();
    }

    private static MeterRecount readPart(String license, String meter, byte[] value) {
        var in = new BinaryInput(TaskFacts.STORE, value, FORMAT);
        return new MeterRecount(
                license,
                meter,
                new Origin(in.text(), (int) in.number(), in.number()),
                (int) in.number(),
                (int) in.number(),
                in.number(),
                in.fixed(),
                in.fixed(),
                in.number(),
                in.list(BinaryInput::text));
    }

    private static Bytes headKey(Key key) {
        return key(HEAD + key.license() + '\0' + key.meter());
    }

    private static Bytes laterKey(Key key, Cell cell) {
        return key(LATER + key.license() + '\0' + key.meter() + '\0' + cell.series() + '\0' + cell.group());
    }

    private static Bytes partKey(Key key, int part) {
        return key(PART + key.license() + '\0' + key.meter() + '\0' + part);
    }

    private static Bytes key(String name) {
        return Bytes.wrap(name.getBytes(StandardCharsets.UTF_8));
    }
}
