package io.tallyport.pipeline.mapping;

import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.domain.statement.PeriodTally;
import io.tallyport.domain.usage.MeterRecount;
import io.tallyport.pipeline.state.RecountCodec;
import io.tallyport.pipeline.state.WaitingMeter.Cell;
import io.tallyport.wire.RecountRequestV1;
import io.tallyport.wire.UsageCorrectionV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What a whole meter was recounted to: usage records whose payload holds what was found, and a total for each window with an event. */
public final class MeterRecountMapping {

    private static final String METER = "meter";
    private static final String REVISION = "revision";
    private static final String PART = "part";
    private static final String PARTS = "parts";
    private static final String EVENTS = "events";
    private static final String DIGEST = "digest";
    private static final String UNMEASURED = "unmeasured";
    private static final String TOTAL = "total.";
    private static final int HALF = 16;
    /** Value, events and detail of a total; window, start, series; and the group, which may hold blanks. */
    private static final int FIELDS = 7;

    /** Keeps a record below what an event may have. */
    private static final int BYTES_PER_RECORD = 48 * 1024;

    /**
     * The records that answer a request.
     *
     * @param totals of each window with an event
     * @param found the events of the license
     * @param unmeasured how many its version cannot measure
     */
    public static List<UsageEventV1> answers(
            RecountRequestV1 request,
            Map<Cell, Map<WindowStart, Total>> totals,
            PeriodTally.Count found,
            long unmeasured) {
        var parts = new ArrayList<List<String>>();
        parts.add(new ArrayList<>());
        int bytes = 0;
        for (var cell : totals.entrySet()) {
            for (var total : cell.getValue().entrySet()) {
                String text = text(cell.getKey(), total.getKey(), total.getValue());
                bytes += 2 * text.length();
                if (bytes > BYTES_PER_RECORD) {
                    parts.add(new ArrayList<>());
                    bytes = 2 * text.length();
                }
                parts.get(parts.size() - 1).add(text);
            }
        }
        var records = new ArrayList<UsageEventV1>();
        for (int i = 0; i < parts.size(); i++) {
            var data = new HashMap<String, Object>();
            data.put(METER, request.getWholeMeter());
            data.put(REVISION, request.getCatalogRevision());
            data.put(PART, (long) i + 1);
            data.put(PARTS, (long) parts.size());
            data.put(EVENTS, found.standing());
            data.put(
                    DIGEST,
                    HexFormat.of().toHexDigits(found.high()) + HexFormat.of().toHexDigits(found.low()));
            data.put(UNMEASURED, unmeasured);
            for (String text : parts.get(i)) {
                data.put(TOTAL + data.size(), text);
            }
            records.add(UsageEventV1.newBuilder()
                    .setKind(UsageKind.RECOUNT)
                    .setTenant(request.getTenant())
                    .setLicense(request.getLicense())
                    .setCorrection(UsageCorrectionV1.newBuilder()
                            .setAuthor("recount")
                            .setReason("meter " + request.getWholeMeter() + " was recounted from the events")
                            .setTopic(request.getCauseTopic())
                            .setOffset(request.getCauseOffset())
                            .build())
                    .setData(data)
                    .build());
        }
        return records;
    }

    private static String text(Cell cell, WindowStart at, Total total) {
        return RecountCodec.text(total) + " " + at.window() + " " + at.fromMs() + " " + cell.series() + " "
                + cell.group();
    }

    /** Whether a record answers for a whole meter. */
    static boolean isOne(UsageEventV1 event) {
        return event.getData().containsKey(METER);
    }

    /**
     * What a record says.
     *
     * @param partition where it lies
     * @throws IllegalArgumentException if it is no answer
     */
    static MeterRecount recount(UsageEventV1 event, int partition) {
        var said = event.getCorrection();
        if (said == null) {
            throw new IllegalArgumentException("correction: missing");
        }
        var totals = new TreeMap<Integer, String>();
        event.getData().forEach((path, value) -> {
            if (path.startsWith(TOTAL)) {
                totals.put(Integer.parseInt(path.substring(TOTAL.length())), String.valueOf(value));
            }
        });
        String digest = String.valueOf(event.getData().get(DIGEST));
        if (digest.length() != 2 * HALF) {
            throw new IllegalArgumentException("data.digest: is none");
        }
        var recount = new MeterRecount(
                event.getLicense(),
                String.valueOf(event.getData().get(METER)),
                new Origin(said.getTopic(), partition, said.getOffset()),
                (int) number(event, PART),
                (int) number(event, PARTS),
                number(event, EVENTS),
                HexFormat.fromHexDigitsToLong(digest, 0, HALF),
                HexFormat.fromHexDigitsToLong(digest, HALF, 2 * HALF),
                number(event, UNMEASURED),
                List.copyOf(totals.values()));
        if (recount.part() < 1 || recount.part() > recount.parts()) {
            throw new IllegalArgumentException("data.part: is not one of " + recount.parts());
        }
        var unused = totals(List.of(recount));
        return recount;
    }

    private static long number(UsageEventV1 event, String field) {
        return Long.parseLong(Objects.toString(event.getData().get(field)));
    }

    /**
     * The totals of all parts of an answer.
     *
     * @throws IllegalArgumentException if one is none
     */
    public static Map<Cell, Map<WindowStart, Total>> totals(Iterable<MeterRecount> parts) {
        var totals = new LinkedHashMap<Cell, Map<WindowStart, Total>>();
        for (MeterRecount part : parts) {
            for (String text : part.totals()) {
                String[] fields = text.split(" ", FIELDS);
                if (fields.length != FIELDS) {
                    throw new IllegalArgumentException("data.total: has " + fields.length + " fields");
                }
                totals.computeIfAbsent(new Cell(fields[5], fields[6]), cell -> new LinkedHashMap<>())
                        .put(
                                new WindowStart(Window.valueOf(fields[3]), Long.parseLong(fields[4])),
                                RecountCodec.total(fields[0] + " " + fields[1] + " " + fields[2]));
            }
        }
        return totals;
    }

    private MeterRecountMapping() {}
}
