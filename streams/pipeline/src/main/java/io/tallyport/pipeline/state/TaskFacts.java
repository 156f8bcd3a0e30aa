package io.tallyport.pipeline.state;

import io.tallyport.domain.evidence.Origin;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Small facts about the task itself: the last tick of each source, the catalog, the journal's number, emitters' epochs. */
final class TaskFacts {

    static final String STORE = "facts-by-name";
    static final int FORMAT = 1;
    private static final String CLOCK = "clock/";
    private static final String CATALOG = "catalog";
    private static final String ERA = "era/";
    private static final String ERA_DOCUMENT = "era-document/";
    private static final String RELEASED = "released/";
    private static final String RECOUNT = "recount/";
    private static final String METER_STARTS = "meter-starts";
    private static final String BACKFILLS = "backfills";
    private static final String MONTHS_KEPT_FROM = "months-kept-from";
    private static final String JOURNAL = "journal";
    private static final String TALLY = "tally/";
    private static final String HEARTBEAT = "heartbeat";
    private static final String EMITTER = "emitter/";
    private static final String EMITTER_REFUSED = "emitter-refused";
    private static final int HEX = 16;

    private final KeyValueStore<Bytes, byte[]> store;

    TaskFacts(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    Map<String, Long> clocks() {
        var clocks = new HashMap<String, Long>();
        forEach(CLOCK, (topic, value) -> clocks.put(topic, new BinaryInput(STORE, value, FORMAT).fixed()));
        return clocks;
    }

    /** Reads all facts whose names begin alike, without that part of their names. */
    void forEach(String prefix, BiConsumer<String, byte[]> reader) {
        try (var all = store.all()) {
            all.forEachRemaining(fact -> {
                String name = new String(fact.key.get(), StandardCharsets.UTF_8);
                if (name.startsWith(prefix)) {
                    try {
                        reader.accept(name.substring(prefix.length()), fact.value);
                    } catch (RuntimeException e) {
                        throw StoredValueException.at(STORE, fact.key, name, e);
                    }
                }
            });
        }
    }

    /** Reads all epochs back. */
    void emitters(Consumer<EmitterEpoch> reader) {
        forEach(EMITTER, (name, value) -> {
            int end = name.indexOf('/');
            reader.accept(EmitterEpoch.read(
                    name.substring(end + 1),
                    Long.parseLong(name, 0, end, HEX),
                    new BinaryInput(STORE, value, EmitterEpoch.FORMAT)));
        });
    }

    void emitter(EmitterEpoch epoch) {
        store.put(emitterKey(epoch.source(), epoch.epoch()), epoch.write());
    }

    void forgetEmitter(String source, long epoch) {
        store.delete(emitterKey(source, epoch));
    }

    private static Bytes emitterKey(String source, long epoch) {
        return key(EMITTER + Long.toHexString(epoch) + "/" + source);
    }

    /** Last day on which an epoch found no room; 0 = never. */
    long emitterRefusedOn() {
        return number(EMITTER_REFUSED);
    }

    void emitterRefusedOn(long day) {
        putNumber(EMITTER_REFUSED, day);
    }

    void clock(String topic, long timeMs) {
        putNumber(CLOCK + topic, timeMs);
    }

    /** Number and document of the catalog in force. */
    record CatalogFact(long revision, String document) {}

    @Nullable CatalogFact catalog() {
        byte[] value = store.get(key(CATALOG));
        if (value == null) {
            return null;
        }
        var in = new BinaryInput(STORE, value, FORMAT);
        return new CatalogFact(in.number(), in.text());
    }

    void catalog(CatalogFact fact) {
        store.put(
                key(CATALOG),
                new BinaryOutput(FORMAT)
                        .number(fact.revision())
                        .text(fact.document())
                        .toBytes());
    }

    /** The eras of meters, in order. */
    List<MeterEras.Era> eras() {
        var eras = new TreeMap<Integer, MeterEras.Era>();
        forEach(ERA, (number, value) -> {
            var in = new BinaryInput(STORE, value, FORMAT);
            long revision = in.number();
            long beganMs = in.fixed();
            var from = new HashMap<String, Long>();
            for (long left = in.number(); left > 0; left--) {
                from.put(in.text(), in.number());
            }
            eras.put(
                    Integer.parseInt(number),
                    new MeterEras.Era(Integer.parseInt(number), revision, beganMs, Map.copyOf(from)));
        });
        return List.copyOf(eras.values());
    }

    void era(MeterEras.Era era) {
        store.put(
                key(ERA + era.number()),
                new BinaryOutput(FORMAT)
                        .number(era.revision())
                        .fixed(era.beganMs())
                        .list(
                                new TreeMap<>(era.from()).entrySet(),
                                (o, topic) -> o.text(topic.getKey()).number(topic.getValue()))
                        .toBytes());
    }

    /** The catalog that began an era; null if it is kept no more. */
    @Nullable String eraDocument(int number) {
        byte[] value = store.get(key(ERA_DOCUMENT + number));
        return value == null ? null : new BinaryInput(STORE, value, FORMAT).text();
    }

    void forgetEraDocument(int number) {
        store.delete(key(ERA_DOCUMENT + number));
    }

    void eraDocument(int number, String document) {
        store.put(
                key(ERA_DOCUMENT + number),
                new BinaryOutput(FORMAT).text(document).toBytes());
    }

    /** Which records of a license were counted later than they came. */
    List<MeterEras.Released> released(String license) {
        byte[] value = store.get(key(RELEASED + license));
        return value == null
                ? List.of()
                : new BinaryInput(STORE, value, FORMAT)
                        .list(in -> new MeterEras.Released(in.text(), in.number(), in.number(), (int) in.number()));
    }

    void released(String license, List<MeterEras.Released> runs) {
        store.put(
                key(RELEASED + license),
                new BinaryOutput(FORMAT)
                        .list(
                                runs,
                                (o, run) -> o.text(run.topic())
                                        .number(run.first())
                                        .number(run.last())
                                        .number(run.era()))
                        .toBytes());
    }

    /** Reads back all recounts that are waited for. */
    void recounts(Consumer<PendingRecount> reader) {
        forEach(RECOUNT, (name, value) -> reader.accept(RecountCodec.read(STORE, value)));
    }

    void recount(PendingRecount pending) {
        store.put(recountKey(pending.key()), RecountCodec.write(pending));
    }

    void forgetRecount(PendingRecount.Key key) {
        store.delete(recountKey(key));
    }

    private static Bytes recountKey(PendingRecount.Key key) {
        return key(RECOUNT + key.license() + '\0' + key.series() + '\0' + key.group());
    }

    /** Reads back all meters that wait to be recounted. */
    void waitingMeters(Consumer<WaitingMeter> reader) {
        new WaitingMeterFacts(this, store).forEach(reader);
    }

    void waitingMeter(WaitingMeter.Key key, @Nullable WaitingMeter logged, @Nullable WaitingMeter now) {
        new WaitingMeterFacts(this, store).write(key, logged, now);
    }

    /** The versions of meters that began in the past, in order. */
    List<MeterStarts.Start> meterStarts() {
        byte[] value = store.get(key(METER_STARTS));
        return value == null
                ? List.of()
                : List.copyOf(new BinaryInput(STORE, value, FORMAT)
                        .list(in -> new MeterStarts.Start(
                                in.text(),
                                in.fixed(),
                                in.number(),
                                (int) in.number(),
                                in.fixed(),
                                new Origin(in.text(), (int) in.number(), in.number()))));
    }

    void meterStarts(List<MeterStarts.Start> starts) {
        store.put(
                key(METER_STARTS),
                new BinaryOutput(FORMAT)
                        .list(
                                starts,
                                (o, start) -> o.text(start.meter())
                                        .fixed(start.fromMs())
                                        .number(start.revision())
                                        .number(start.era())
                                        .fixed(start.adoptedMs())
                                        .text(start.cause().topic())
                                        .number(start.cause().partition())
                                        .number(start.cause().offset()))
                        .toBytes());
    }

    /** From which month on nothing of closed months was dropped; null if no build noted it yet. */
    @Nullable Long monthsKeptFromMs() {
        byte[] value = store.get(key(MONTHS_KEPT_FROM));
        return value == null ? null : new BinaryInput(STORE, value, FORMAT).fixed();
    }

    void monthsKeptFromMs(long fromMs) {
        putNumber(MONTHS_KEPT_FROM, fromMs);
    }

    /** When each backfill began, by name, in order. */
    Map<String, Long> backfills() {
        byte[] value = store.get(key(BACKFILLS));
        var began = new LinkedHashMap<String, Long>();
        if (value != null) {
            var in = new BinaryInput(STORE, value, FORMAT);
            for (long left = in.number(); left > 0; left--) {
                began.put(in.text(), in.fixed());
            }
        }
        return began;
    }

    void backfills(Map<String, Long> began) {
        store.put(
                key(BACKFILLS),
                new BinaryOutput(FORMAT)
                        .list(began.entrySet(), (o, job) -> o.text(job.getKey()).fixed(job.getValue()))
                        .toBytes());
    }

    /** What became of the records of each usage topic. */
    void tallies(BiConsumer<String, TopicTally> reader) {
        forEach(TALLY, (topic, value) -> reader.accept(topic, TopicTally.read(new BinaryInput(STORE, value, FORMAT))));
    }

    void tally(String topic, TopicTally tally) {
        store.put(key(TALLY + topic), tally.write());
    }

    /** What no license owns. */
    UnattributedFacts unattributed() {
        return new UnattributedFacts(this, store);
    }

    long journalSequence() {
        return number(JOURNAL);
    }

    void journalSequence(long next) {
        putNumber(JOURNAL, next);
    }

    long tickAppendedAtMs() {
        return number(HEARTBEAT);
    }

    void tickAppendedAtMs(long timeMs) {
        putNumber(HEARTBEAT, timeMs);
    }

    private long number(String name) {
        byte[] value = store.get(key(name));
        return value == null ? 0 : new BinaryInput(STORE, value, FORMAT).fixed();
    }

    private void putNumber(String name, long value) {
        store.put(key(name), new BinaryOutput(FORMAT).fixed(value).toBytes());
    }

    private static Bytes key(String name) {
        return Bytes.wrap(name.getBytes(StandardCharsets.UTF_8));
    }
}
