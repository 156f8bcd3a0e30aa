package io.tallyport.domain.catalog;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the plans of a document against the names that the document defines. */
final class PlanReader {

    static final List<String> KEYS = List.of(
            "id", "version", "product", "features", "included", "seats", "validity", "trial", "quotas", "detectors");

    private static final List<String> GRANT_KEYS = List.of("id", "value");
    private static final List<String> INCLUDED_KEYS = List.of("meter", "amount");
    private static final List<String> QUOTA_KEYS = List.of("meter", "limit", "per", "kind", "thresholds");
    private static final List<String> DETECTOR_KEYS = List.of("meter", "bucket", "warmUp", "history", "score");
    private static final int MOST_RULES = 100;
    private static final int MOST_THRESHOLDS = 20;
    private static final List<Integer> DEFAULT_THRESHOLDS = List.of(80, 100);
    private static final BigDecimal MOST_SCORE = BigDecimal.valueOf(1_000);
    private static final int MOST_SCORE_DECIMALS = 3;

    private final DocumentProblems problems;
    private final Set<String> products;
    private final Map<String, Optional<Meter>> meters;
    private final Map<String, Optional<FeatureKind>> features;

    /**
     * @param problems where problems are noted
     * @param products ids of all products
     * @param meters all meters by id; one is empty if it could not be read
     * @param features ids and kinds of all features; a kind is empty if it could not be read
     */
    PlanReader(
            DocumentProblems problems,
            Set<String> products,
            Map<String, Optional<Meter>> meters,
            Map<String, Optional<FeatureKind>> features) {
        this.problems = problems;
        this.products = products;
        this.meters = meters;
        this.features = features;
    }

    /** The plan, unless it has a problem. */
    Optional<Plan> plan(DocumentSection section, String id) {
        long before = problems.count();
        int version = section.whole("version", 1, Integer.MAX_VALUE, 1);
        String product = section.name("product", "product", products);
        Map<String, String> granted = grants(section);
        Map<String, BigDecimal> included = included(section);
        int seats = section.whole("seats", 1, SeatMeters.MOST_SEATS, 0);
        Validity validity = new ValidityReader(section).read();
        List<Quota> quotas = quotas(section);
        List<DetectorRule> detectors = detectors(section);
        return problems.count() == before && !id.isEmpty()
                ? Optional.of(new Plan(id, version, product, granted, included, seats, validity, quotas, detectors))
                : Optional.empty();
    }

    private Map<String, String> grants(DocumentSection section) {
        var granted = new LinkedHashMap<String, String>();
        for (DocumentNode item : section.items("features", CatalogReader.MOST_ITEMS)) {
            String id;
            Optional<DocumentNode> value = Optional.empty();
            if (item.value() instanceof Map) {
                Optional<DocumentSection> grant = item.section(GRANT_KEYS);
                id = grant.map(DocumentSection::id).orElse("");
                value = grant.flatMap(found -> found.optional("value"));
            } else {
                id = item.text();
            }
            if (!id.isEmpty()) {
                grant(item, id, value, granted);
            }
        }
        return granted;
    }

    private void grant(DocumentNode item, String id, Optional<DocumentNode> value, Map<String, String> granted) {
        Optional<FeatureKind> kind = features.get(id);
        if (kind == null) {
            problems.addUnknown(item.path(), "UNKNOWN_NAME", "the feature", id, features.keySet());
            return;
        }
        boolean isStatic = kind.isPresent() && kind.get() == FeatureKind.STATIC;
        if (isStatic && value.isEmpty()) {
            item.note("MISSING", "the STATIC feature " + id + " needs a value, as in {id: " + id + ", value: \"3\"}");
        }
        if (kind.isPresent() && !isStatic) {
            value.ifPresent(at -> at.note("NOT_ALLOWED", "only a STATIC feature has a value, " + id + " is not"));
        }
        if (granted.putIfAbsent(id, value.map(DocumentNode::scalar).orElse("")) != null) {
            item.note("DUPLICATE", "the feature '" + id + "' is granted before");
        }
    }

    private Map<String, BigDecimal> included(DocumentSection plan) {
        var included = new LinkedHashMap<String, BigDecimal>();
        for (DocumentNode item : plan.items("included", MOST_RULES)) {
            item.section(INCLUDED_KEYS).ifPresent(section -> {
                String meter = section.name("meter", "meter", meters.keySet());
                Optional<DocumentNode> amount = section.required("amount");
                BigDecimal value = amount.map(DocumentNode::decimal).orElse(BigDecimal.ZERO);
                if (value.signum() < 0) {
                    amount.ifPresent(at -> at.note("OUT_OF_RANGE", "must not be negative"));
                }
                if (included.putIfAbsent(meter, value) != null) {
                    item.note("DUPLICATE", "the plan includes some of " + meter + " before");
                }
            });
        }
        return included;
    }

    private List<Quota> quotas(DocumentSection plan) {
        var quotas = new ArrayList<Quota>();
        var rules = new HashSet<String>();
        for (DocumentNode item : plan.items("quotas", MOST_RULES)) {
            long before = problems.count();
            item.section(QUOTA_KEYS).ifPresent(section -> {
                String meter = section.name("meter", "meter", meters.keySet());
                BigDecimal limit =
                        section.required("limit").map(DocumentNode::decimal).orElse(BigDecimal.ZERO);
                Window per = window(section, "per");
                String kind = section.required("kind")
                        .map(found -> found.choice(List.of("HARD", "SOFT")))
                        .orElse("");
                List<Integer> thresholds = thresholds(section);
                meter(meter).ifPresent(known -> requireLimitable(section, known, per, kind.equals("HARD")));
                if (per != null && !rules.add(meter + "/" + per)) {
                    item.note("DUPLICATE", "the plan has a quota on " + meter + " per " + per + " before");
                }
                if (problems.count() == before && per != null) {
                    quotas.add(new Quota(meter, per, limit, kind.equals("HARD"), thresholds));
                }
            });
        }
        return quotas;
    }

    private Optional<Meter> meter(String id) {
        return meters.getOrDefault(id, Optional.empty());
    }

    /** A limit needs a window that the meter keeps and a value that goes up to it; a hard one, usage that is added. */
    private static void requireLimitable(DocumentSection quota, Meter meter, @Nullable Window per, boolean hard) {
        Aggregation aggregation = meter.aggregation();
        if (hard && SeatMeters.isOne(meter.id())) {
            noteAt(quota, "kind", "a HARD limit is on usage; the plan's seats say how many can be assigned");
        } else if (!aggregation.canBeLimited()) {
            noteAt(quota, "meter", "a meter of " + aggregation + " has no limit: what it says does not go up to one");
        } else if (hard && !aggregation.isAdditive()) {
            noteAt(
                    quota,
                    "kind",
                    "a HARD limit is on what is added, COUNT or SUM; a meter of " + aggregation
                            + " can have a SOFT one");
        }
        if (per != null && per != Window.MONTH && aggregation == Aggregation.TIME_WEIGHTED) {
            noteAt(
                    quota,
                    "per",
                    "a limit on a meter of TIME_WEIGHTED is per MONTH: a level has no days where months begin within one");
        } else if (per != null && !meter.windows().contains(per)) {
            noteAt(quota, "per", "meter " + meter.id() + " keeps no total per " + per + ": add it to its windows");
        }
    }

    private static void noteAt(DocumentSection section, String key, String reason) {
        section.optional(key).ifPresent(at -> at.note("NOT_ALLOWED", reason));
    }

    private static List<Integer> thresholds(DocumentSection quota) {
        Optional<DocumentNode> found = quota.optional("thresholds");
        if (found.isEmpty()) {
            return DEFAULT_THRESHOLDS;
        }
        var thresholds = new ArrayList<Integer>();
        int last = 0;
        for (DocumentNode item : found.get().items(MOST_THRESHOLDS)) {
            int percent = item.whole(1, 100);
            if (!thresholds.isEmpty() && percent <= last) {
                item.note("OUT_OF_RANGE", "must be above the one before it, which is " + last);
            }
            last = percent;
            thresholds.add(percent);
        }
        return thresholds;
    }

    private List<DetectorRule> detectors(DocumentSection plan) {
        var detectors = new ArrayList<DetectorRule>();
        var rules = new HashSet<String>();
        for (DocumentNode item : plan.items("detectors", MOST_RULES)) {
            long before = problems.count();
            item.section(DETECTOR_KEYS).ifPresent(section -> {
                String meter = section.name("meter", "meter", meters.keySet());
                meter(meter)
                        .filter(known -> !known.aggregation().isAdditive() || SeatMeters.isOne(meter))
                        .ifPresent(known -> noteAt(
                                section,
                                "meter",
                                "a detector scores sums of usage, and " + meter + " is a meter of "
                                        + (SeatMeters.isOne(meter) ? "seats" : "" + known.aggregation())));
                Window bucket = window(section, "bucket");
                int history = section.whole(
                        "history", DetectorRule.LEAST_BUCKETS, DetectorRule.MOST_BUCKETS, DetectorRule.HISTORY_BUCKETS);
                int warmUp = section.whole(
                        "warmUp",
                        DetectorRule.LEAST_BUCKETS,
                        DetectorRule.MOST_BUCKETS,
                        Math.min(history, DetectorRule.WARM_UP_BUCKETS));
                BigDecimal score =
                        section.optional("score").map(PlanReader::score).orElse(DetectorRule.SCORE_LIMIT);
                if (warmUp > history) {
                    item.note("OUT_OF_RANGE", "warmUp must not exceed history, " + warmUp + " > " + history);
                }
                if (bucket != null && !rules.add(meter + "/" + bucket)) {
                    item.note("DUPLICATE", "the plan has a detector on " + meter + " per " + bucket + " before");
                }
                if (problems.count() == before && bucket != null) {
                    detectors.add(new DetectorRule(meter, bucket, warmUp, history, score));
                }
            });
        }
        return detectors;
    }

    private static BigDecimal score(DocumentNode node) {
        BigDecimal score = node.decimal();
        if (score.signum() <= 0 || score.compareTo(MOST_SCORE) > 0 || score.scale() > MOST_SCORE_DECIMALS) {
            node.note(
                    "OUT_OF_RANGE",
                    "must be above 0, at most " + MOST_SCORE + ", with at most " + MOST_SCORE_DECIMALS + " decimals");
        }
        return score;
    }

    private static @Nullable Window window(DocumentSection section, String key) {
        return section.required(key).map(PlanReader::window).orElse(null);
    }

    private static @Nullable Window window(DocumentNode node) {
        if (Window.MINUTE.name().equals(node.value())) {
            node.note("NOT_ALLOWED", "must not be MINUTE: what is decided on a minute is known when it is over");
            return null;
        }
        String word = node.choice(Window.OF_LEDGERS.stream().map(Window::name).toList());
        return word.isEmpty() ? null : Window.valueOf(word);
    }
}
