package io.tallyport.bench;

import java.util.Locale;

/** The catalog of the benchmark: each event feeds two meters, each license has two quotas and a detector. */
final class BenchCatalog {

    static final String SOURCE = "bench/gateway-1";
    static final String EVENT_TYPE = "bench.call";
    static final String SUM_METER = "units";
    static final String SUM_FIELD = "usage.units";
    static final String FEATURE = "api";
    static final String PRODUCT = "bench";
    static final String SMALL_PLAN = "small";
    static final String LARGE_PLAN = "large";
    private static final long OUT_OF_REACH = 1_000_000_000_000L;

    /**
     * Canonical JSON of the catalog.
     *
     * @param smallLimit hard limit of calls per month on the small plan; nobody reaches that of the large plan
     */
    static String document(long smallLimit) {
        return String.format(
                Locale.ROOT,
                """
                {"format":1,
                 "products":[{"id":"%s","name":"Bench","sources":["bench/*"]}],
                 "meters":[
                  {"id":"calls","eventType":"%s","aggregation":"COUNT","unit":"call"},
                  {"id":"%s","eventType":"%s","aggregation":"SUM","value":"%s","unit":"unit"}],
                 "features":[{"id":"%s","kind":"METERED","meter":"calls"}],
                 "plans":[%s,%s]}""",
                PRODUCT,
                EVENT_TYPE,
                SUM_METER,
                EVENT_TYPE,
                SUM_FIELD,
                FEATURE,
                plan(SMALL_PLAN, smallLimit),
                plan(LARGE_PLAN, OUT_OF_REACH));
    }

    private static String plan(String id, long limit) {
        return String.format(Locale.ROOT, """
                {"id":"%s","product":"%s","features":["%s"],
                 "quotas":[
                  {"meter":"calls","limit":%d,"per":"MONTH","kind":"HARD","thresholds":[80,100]},
                  {"meter":"%s","limit":%d,"per":"DAY","kind":"SOFT","thresholds":[80,100]}],
                 "detectors":[{"meter":"calls","bucket":"HOUR","warmUp":5,"history":168,"score":6}]}""", id, PRODUCT, FEATURE, limit, SUM_METER, OUT_OF_REACH);
    }

    private BenchCatalog() {}
}
