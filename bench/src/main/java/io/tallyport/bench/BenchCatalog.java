package io.tallyport.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Locale;

/** The catalog of the benchmark: each event feeds some meters, each license has two quotas and a detector. */
final class BenchCatalog {

    static final String SOURCE = "bench/gateway-1";
    static final String EVENT_TYPE = "bench.call";
    static final String CALL_METER = "calls";
    static final String SUM_METER = "units";
    static final String SUM_FIELD = "usage.units";
    static final String FEATURE = "api";
    static final String PRODUCT = "bench";
    static final String SMALL_PLAN = "small";
    static final String LARGE_PLAN = "large";
    private static final long UNITS_PER_CALL = 50;
    private static final long OUT_OF_REACH = 1_000_000_000_000L;

    /**
     * Canonical JSON of the catalog.
     *
     * @param smallLimit hard limit of calls per month on the small plan; nobody reaches that of the large plan
     * @param meters how many meters each event feeds: the calls, the units, and as many more that read the units
     */
    static String document(long smallLimit, int meters) {
        String limited = meters == 1 ? SUM_METER : CALL_METER;
        long limit = meters == 1 ? smallLimit * UNITS_PER_CALL : smallLimit;
        return String.format(
                Locale.ROOT,
                """
                {"format":1,
                 "products":[{"id":"%s","name":"Bench","sources":["bench/*"]}],
                 "meters":[%s],
                 "features":[{"id":"%s","kind":"METERED","meter":"%s"}],
                 "plans":[%s,%s]}""",
                PRODUCT,
                meters(meters),
                FEATURE,
                limited,
                plan(SMALL_PLAN, limited, limit),
                plan(LARGE_PLAN, limited, OUT_OF_REACH));
    }

    /** The same where the units have a second version, that counts the same from an instant on. */
    static String repaired(long smallLimit, int meters, Instant from) {
        String first = sum(SUM_METER);
        String second = first.strip().replace("\"id\"", "\"version\":2,\"from\":\"" + from + "\",\"id\"");
        return document(smallLimit, meters).replace(first, first + "," + second);
    }

    private static String meters(int number) {
        var meters = new ArrayList<String>();
        meters.add(sum(SUM_METER));
        if (number > 1) {
            meters.add(0, String.format(Locale.ROOT, """
                    {"id":"%s","eventType":"%s","aggregation":"COUNT","unit":"call"}""", CALL_METER, EVENT_TYPE));
        }
        for (int i = 2; i < number; i++) {
            meters.add(sum(SUM_METER + "-" + i));
        }
        return String.join(",", meters);
    }

    private static String sum(String id) {
        return String.format(Locale.ROOT, """
                {"id":"%s","eventType":"%s","aggregation":"SUM","value":"%s","unit":"unit"}""", id, EVENT_TYPE, SUM_FIELD);
    }

    private static String plan(String id, String limited, long limit) {
        return String.format(Locale.ROOT, """
                {"id":"%s","product":"%s","features":["%s"],
                 "quotas":[
                  {"meter":"%s","limit":%d,"per":"MONTH","kind":"HARD","thresholds":[80,100]},
                  {"meter":"%s","limit":%d,"per":"DAY","kind":"SOFT","thresholds":[80,100]}],
                 "detectors":[{"meter":"%s","bucket":"HOUR","warmUp":5,"history":168,"score":6}]}""", id, PRODUCT, FEATURE, limited, limit, SUM_METER, OUT_OF_REACH, limited);
    }

    private BenchCatalog() {}
}
