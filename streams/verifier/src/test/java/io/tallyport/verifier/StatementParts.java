package io.tallyport.verifier;

import com.dynatrace.hash4j.hashing.Hashing;
import io.tallyport.wire.BurntV1;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.StatementLineV1;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lines, readings and digests as the tests write them down. */
final class StatementParts {

    static long at(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }

    static MeterReadingV1 month(
            String meter, String group, String from, String to, String value, long events, String zone) {
        return MeterReadingV1.newBuilder()
                .setMeter(meter)
                .setGroup(group)
                .setWindow("MONTH")
                .setFromMs(at(from))
                .setToMs(at(to))
                .setValue(value)
                .setEvents(events)
                .setZone(zone)
                .build();
    }

    /** The same of another version, and whether it says that a recount is awaited. */
    static MeterReadingV1 of(int version, boolean recounting, MeterReadingV1 reading) {
        reading.setMeterVersion(version);
        reading.setRecounting(recounting);
        return reading;
    }

    static StatementLineV1 of(int version, StatementLineV1 line) {
        line.setMeterVersion(version);
        return line;
    }

    static StatementLineV1 line(
            String plan, String meter, String group, String from, String to, String quantity, long events) {
        return StatementLineV1.newBuilder()
                .setKind("USAGE")
                .setProduct("acme")
                .setPlan(plan)
                .setPlanVersion(1)
                .setMeter(meter)
                .setMeterVersion(1)
                .setAggregation(Map.of(
                                "calls",
                                "COUNT",
                                "tokens",
                                "SUM",
                                "peak",
                                "MAX",
                                "visitors",
                                "UNIQUE_COUNT",
                                "storage",
                                "TIME_WEIGHTED",
                                "seats.assigned",
                                "MAX",
                                "seats.held",
                                "SUM")
                        .getOrDefault(meter, ""))
                .setGroup(group)
                .setUnit(Map.of("seats.assigned", "seat", "seats.held", "seat-day")
                        .getOrDefault(meter, "unit"))
                .setFromMs(at(from))
                .setToMs(at(to))
                .setQuantity(quantity)
                .setEvents(events)
                .build();
    }

    static StatementLineV1 total(StatementLineV1 line, String included, String burnt, String overage) {
        line.setIncluded(included);
        line.setOverage(overage);
        if (!burnt.isEmpty()) {
            line.setBurnt(new ArrayList<>(List.of(
                    BurntV1.newBuilder().setGrant("included").setAmount(burnt).build())));
        }
        return line;
    }

    static StatementLineV1 adjustment(StatementLineV1 line, String overage, long corrects) {
        line.setKind("ADJUSTMENT");
        line.setOverage(overage);
        line.setCorrects(corrects);
        return line;
    }

    static String digest(String... ids) {
        var sum = BigInteger.ZERO;
        for (String id : ids) {
            var hash = Hashing.xxh3_128().hashCharsTo128Bits("acme/web\u0000" + id);
            sum = sum.add(new BigInteger(1, bigEndian(hash.getMostSignificantBits(), hash.getLeastSignificantBits())));
        }
        return "%032x".formatted(sum.mod(BigInteger.ONE.shiftLeft(128)));
    }

    private static byte[] bigEndian(long high, long low) {
        return java.nio.ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    private StatementParts() {}
}
