package io.tallyport.verifier;

import static io.tallyport.verifier.StatementCasesTest.issued;
import static io.tallyport.verifier.StatementCheckTest.FEB;
import static io.tallyport.verifier.StatementCheckTest.JAN;
import static io.tallyport.verifier.StatementCheckTest.MAR;
import static io.tallyport.verifier.StatementParts.adjustment;
import static io.tallyport.verifier.StatementParts.line;
import static io.tallyport.verifier.StatementParts.total;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.PeriodZone;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.UsageKind;
import java.util.List;
import java.util.Map;

/** Logs of a license with a level: ten GB from the thirtieth of January on, which nothing changes for months. */
final class LeveledMeters {

    static final String APR = "2026-04-01T00:00:00Z";
    static final String MAY = "2026-05-01T00:00:00Z";
    private static final String EU = "region=eu";
    private static final String US = "region=us";

    static String document(String windows, String quotas) {
        return "{\"format\":1,\"products\":[{\"id\":\"acme\"}],\"meters\":["
                + "{\"id\":\"storage\",\"eventType\":\"store\",\"aggregation\":\"TIME_WEIGHTED\",\"value\":\"gb\","
                + "\"groups\":[\"region\"]" + windows + "}],"
                + "\"features\":[{\"id\":\"disk\",\"kind\":\"METERED\",\"meter\":\"storage\"}],\"plans\":["
                + "{\"id\":\"small\",\"product\":\"acme\",\"features\":[\"disk\"],"
                + "\"included\":[{\"meter\":\"storage\",\"amount\":100}],\"quotas\":[" + quotas + "]}]}";
    }

    static Map<String, Object> gb(String by, String region) {
        return Map.of("gb", new DecimalV1(by), "region", region);
    }

    static MeterReadingV1 reading(
            String window, String group, String from, String to, String value, String level, long events, String zone) {
        var reading = StatementParts.month("storage", group, from, to, value, events, zone);
        reading.setWindow(window);
        reading.setAggregation("TIME_WEIGHTED");
        reading.setLevel(level);
        return reading;
    }

    private static MeterReadingV1 month(
            String group, String from, String to, String value, String level, long events, String zone) {
        return reading("MONTH", group, from, to, value, level, events, zone);
    }

    /** Two days and a half, which a timer carries the level through; and a change that comes a day late. */
    static StatementLog days() {
        String eleventh = "2026-01-11T00:00:00Z";
        String twelfth = "2026-01-12T00:00:00Z";
        String thirteenth = "2026-01-13T00:00:00Z";
        String tenth = "2026-01-10T00:00:00Z";
        return issued(document("", ""))
                .counted("e1", "store", tenth, gb("10", "eu"), PeriodZone.OPEN)
                .reading(
                        reading("DAY", "", tenth, eleventh, "120", "10", 1, "OPEN"),
                        month("", JAN, FEB, "120", "10", 1, "OPEN"),
                        month(EU, JAN, FEB, "120", "10", 1, "OPEN"))
                .commit()
                .tick("2026-01-11T06:00:00Z")
                .reading(
                        reading("DAY", "", tenth, eleventh, "240", "10", 1, "OPEN"),
                        reading("DAY", "", eleventh, twelfth, "60", "10", 0, "OPEN"),
                        month("", JAN, FEB, "300", "10", 1, "OPEN"))
                .commit()
                .tick("2026-01-12T12:00:00Z")
                .reading(
                        reading("DAY", "", eleventh, twelfth, "240", "10", 0, "OPEN"),
                        reading("DAY", "", twelfth, thirteenth, "120", "10", 0, "OPEN"),
                        month("", JAN, FEB, "600", "10", 1, "OPEN"))
                .commit()
                .counted("e2", "store", "2026-01-11T20:00:00Z", gb("-2.5", "eu"), PeriodZone.OPEN)
                .reading(
                        reading("DAY", "", eleventh, twelfth, "230", "7.5", 1, "OPEN"),
                        reading("DAY", "", twelfth, thirteenth, "90", "7.5", 0, "OPEN"),
                        month("", JAN, FEB, "560", "7.5", 2, "OPEN"),
                        month(EU, JAN, FEB, "560", "7.5", 2, "OPEN"))
                .commit();
    }

    /** Three statements; before the last a change comes late, and the first one is voided. */
    static StatementLog months() {
        var log = issued(document(",\"windows\":[\"MONTH\"]", ""))
                .tick("2026-01-30T00:00:00Z")
                .counted("e1", "store", "2026-01-30T00:00:00Z", gb("10", "eu"), PeriodZone.OPEN)
                .reading(month("", JAN, FEB, "0", "10", 1, "OPEN"), month(EU, JAN, FEB, "0", "10", 1, "OPEN"))
                .commit()
                .tick("2026-02-02T00:00:00Z");
        log.statement(
                        1,
                        JAN,
                        FEB,
                        log.certificate(1, 0, 0, 1, "e1"),
                        List.of(all(JAN, FEB, "480", 1, "100", "380"), group(EU, JAN, FEB, "480", 1)))
                .reading(
                        month("", JAN, FEB, "480", "10", 1, "CLOSED"),
                        month("", FEB, MAR, "240", "10", 0, "OPEN"),
                        month(EU, JAN, FEB, "480", "10", 1, "CLOSED"),
                        month(EU, FEB, MAR, "240", "10", 0, "OPEN"))
                .commit()
                .tick("2026-03-02T00:00:00Z");
        log.statement(
                        2,
                        FEB,
                        MAR,
                        log.certificate(1, 0, 0, 0),
                        List.of(all(FEB, MAR, "6720", 0, "100", "6620"), group(EU, FEB, MAR, "6720", 0)))
                .reading(
                        month("", FEB, MAR, "6720", "10", 0, "CLOSED"),
                        month("", MAR, APR, "240", "10", 0, "OPEN"),
                        month(EU, FEB, MAR, "6720", "10", 0, "CLOSED"),
                        month(EU, MAR, APR, "240", "10", 0, "OPEN"))
                .commit()
                .counted("e2", "store", "2026-01-31T00:00:00Z", gb("1", "us"), PeriodZone.CLOSED)
                .reading(
                        month("", JAN, FEB, "504", "11", 2, "CLOSED"),
                        month("", FEB, MAR, "7392", "11", 0, "CLOSED"),
                        month("", MAR, APR, "264", "11", 0, "OPEN"),
                        month(US, JAN, FEB, "24", "1", 1, "CLOSED"),
                        month(US, FEB, MAR, "672", "1", 0, "CLOSED"),
                        month(US, MAR, APR, "24", "1", 0, "OPEN"))
                .commit()
                .corrected(UsageKind.VOID, "e1", "v1", PeriodZone.CLOSED)
                .reading(
                        month("", JAN, FEB, "24", "1", 1, "CLOSED"),
                        month("", FEB, MAR, "672", "1", 0, "CLOSED"),
                        month("", MAR, APR, "24", "1", 0, "OPEN"),
                        month(EU, JAN, FEB, "0", "0", 0, "CLOSED"),
                        month(EU, FEB, MAR, "0", "0", 0, "CLOSED"),
                        month(EU, MAR, APR, "0", "0", 0, "OPEN"))
                .commit()
                .tick("2026-04-02T00:00:00Z");
        log.statement(
                        3,
                        MAR,
                        APR,
                        log.certificate(2, 1, 0, 0),
                        List.of(
                                adjustment(line("small", "storage", "", JAN, FEB, "-456", 0), "-380", 1),
                                adjustment(group(EU, JAN, FEB, "-480", -1), "", 1),
                                adjustment(group(US, JAN, FEB, "24", 1), "", 1),
                                adjustment(line("small", "storage", "", FEB, MAR, "-6048", 0), "-6048", 2),
                                adjustment(group(EU, FEB, MAR, "-6720", 0), "", 2),
                                adjustment(group(US, FEB, MAR, "672", 0), "", 2),
                                all(MAR, APR, "744", 0, "100", "644"),
                                group(US, MAR, APR, "744", 0)))
                .reading(
                        month("", MAR, APR, "744", "1", 0, "CLOSED"),
                        month("", APR, MAY, "24", "1", 0, "OPEN"),
                        month(US, MAR, APR, "744", "1", 0, "CLOSED"),
                        month(US, APR, MAY, "24", "1", 0, "OPEN"));
        return log.commit()
                .counted("e3", "store", "2026-04-02T00:00:00Z", gb("5", "eu"), PeriodZone.OPEN)
                .reading(month("", APR, MAY, "24", "6", 1, "OPEN"), month(EU, APR, MAY, "0", "5", 1, "OPEN"))
                .commit();
    }

    static StatementLineV1 all(String from, String to, String quantity, long events, String burnt, String overage) {
        return total(line("small", "storage", "", from, to, quantity, events), "100", burnt, overage);
    }

    static StatementLineV1 group(String group, String from, String to, String quantity, long events) {
        return line("small", "storage", group, from, to, quantity, events);
    }

    /** How many values each reading record holds. */
    static List<Integer> values(StatementLog log) {
        var sizes = new java.util.ArrayList<Integer>();
        log.forEach(
                TopicCatalog.USAGE_READINGS,
                reading -> sizes.add(reading.getValues().size()));
        return sizes;
    }

    private LeveledMeters() {}
}
