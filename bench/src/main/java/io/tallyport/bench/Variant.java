package io.tallyport.bench;

import io.tallyport.pipeline.store.StoreKind;
import java.util.List;

/**
 * The pipeline on another workload than the usual one.
 *
 * @param side name in reports
 * @param workload what it meters
 * @param stores what the pipeline keeps its values in
 */
record Variant(String side, Workload workload, StoreKind stores) {

    private Variant(String side, Workload workload) {
        this(side, workload, StoreKind.OWN);
    }

    static final String THOUSAND_UNIFORM = "pipeline-1k";
    static final String RANDOM_IDS = "pipeline-random-ids";
    static final String THOUSAND_ZIPF = "pipeline-1k-zipf";
    static final String MILLION_ZIPF = "pipeline-1M-zipf";
    static final String MILLION_UNIFORM = "pipeline-1M";
    static final String MILLION_STOCK = "pipeline-1M-stock-stores";
    static final String ONE_METER = "pipeline-1-meter";
    static final String FIVE_METERS = "pipeline-5-meters";
    static final String TWENTY_METERS = "pipeline-20-meters";

    private static final int MILLION = 1_000_000;
    private static final double ZIPF = 1.1;

    /** How much the number of licenses costs; in the short form, by the Zipf distribution alone. */
    static List<Variant> ofLicenses(Workload usual, boolean quick) {
        if (quick) {
            return List.of(
                    new Variant(THOUSAND_ZIPF, usual.over(usual.licenses(), ZIPF)),
                    new Variant(MILLION_ZIPF, usual.over(MILLION, ZIPF)));
        }
        return List.of(
                new Variant(THOUSAND_UNIFORM, usual),
                new Variant(RANDOM_IDS, usual.withRandomIds()),
                new Variant(THOUSAND_ZIPF, usual.over(usual.licenses(), ZIPF)),
                new Variant(MILLION_ZIPF, usual.over(MILLION, ZIPF)),
                new Variant(MILLION_UNIFORM, usual.over(MILLION, 0)),
                new Variant(MILLION_STOCK, usual.over(MILLION, 0), StoreKind.STOCK));
    }

    /** How much the meters of an event cost; in the short form, one and twenty. */
    static List<Variant> ofMeters(Workload usual, boolean quick) {
        if (quick) {
            return List.of(new Variant(ONE_METER, usual.metered(1)), new Variant(TWENTY_METERS, usual.metered(20)));
        }
        return List.of(
                new Variant(ONE_METER, usual.metered(1)),
                new Variant(FIVE_METERS, usual.metered(5)),
                new Variant(TWENTY_METERS, usual.metered(20)));
    }
}
