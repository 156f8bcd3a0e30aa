package io.tallyport.verifier;

import io.tallyport.verifier.Levels.Kept;
import io.tallyport.verifier.Levels.Series;
import io.tallyport.verifier.PeriodUse.Cell;
import io.tallyport.verifier.PlanTimeline.Part;
import io.tallyport.wire.StatementLineV1;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The lines that a period comes to, as it stands. */
final class StatementLines {

    /**
     * A line as it must be.
     *
     * @param part the part of the period
     * @param planVersion version of the plan
     * @param combination how its quantity came together
     * @param quantity what was used
     * @param included what was left of the allowance; zero for groups
     * @param overage what is past it; zero for groups
     * @param events events behind it
     * @param estimate whether the quantity is one
     * @param unsure whether a recount may yet change the quantity
     * @param required whether it must be there
     */
    record Line(
            Part part,
            int planVersion,
            Combination combination,
            BigDecimal quantity,
            BigDecimal included,
            BigDecimal overage,
            long events,
            boolean estimate,
            boolean unsure,
            boolean required) {

        BigDecimal burnt() {
            return quantity.min(included).max(BigDecimal.ZERO);
        }
    }

    /** A meter in a part of the period: it must have a line where the plan names it. */
    record Named(long fromMs, String meter) {}

    private final PeriodUse use;
    private final boolean isBehindEnd;
    private final Map<Series, Kept> levels;
    private final List<Part> parts;
    private final Catalogs catalogs;
    private final Terms inForce;
    private final TreeMap<Cell, Line> lines = new TreeMap<>();
    private final Set<Named> named = new HashSet<>();

    private StatementLines(
            PeriodUse use, boolean isBehindEnd, Map<Series, Kept> levels, List<Part> parts, Catalogs catalogs) {
        this.use = use;
        this.isBehindEnd = isBehindEnd;
        this.levels = levels;
        this.parts = parts;
        this.catalogs = catalogs;
        this.inForce = catalogs.inForce();
    }

    /**
     * Puts the lines together.
     *
     * @param isBehindEnd whether the license had ended before the period began
     * @param levels the levels of the license, which go on through the period
     * @param said the quantity that was published of a line, which counts where a recount leaves open what it is; null if none was
     */
    static StatementLines of(
            PeriodUse use,
            boolean isBehindEnd,
            Map<Series, Kept> levels,
            List<Part> parts,
            Catalogs catalogs,
            Function<Cell, @Nullable BigDecimal> said) {
        var made = new StatementLines(use, isBehindEnd, levels, parts, catalogs);
        for (Part part : parts) {
            made.fill(part, said);
        }
        made.spread();
        return made;
    }

    TreeMap<Cell, Line> lines() {
        return lines;
    }

    /** The meters of which there must be a line at least. */
    Set<Named> named() {
        return named;
    }

    static Cell cellOf(StatementLineV1 line) {
        return new Cell(line.getFromMs(), line.getMeter(), line.getMeterVersion(), line.getGroup());
    }

    private void fill(Part part, Function<Cell, @Nullable BigDecimal> said) {
        boolean isSplit = parts.size() > 1;
        int planVersion = plan(part).version();
        var used = new HashSet<String>();
        use.sums().forEach((cell, sum) -> {
            if (cell.fromMs() != part.fromMs()) {
                return;
            }
            BigDecimal published = said.apply(cell);
            BigDecimal quantity = published != null && sum.mayBe(published, isSplit) ? published : sum.value();
            if (sum.events() > 0) {
                used.add(cell.meter());
            }
            lines.put(
                    cell,
                    new Line(
                            part,
                            planVersion,
                            sum.combination(),
                            quantity,
                            BigDecimal.ZERO,
                            BigDecimal.ZERO,
                            sum.events(),
                            sum.isEstimate(),
                            sum.isUnsure(),
                            sum.events() > 0));
        });
        levels.forEach((series, kept) -> {
            var cell = new Cell(part.fromMs(), series.meter(), series.version(), series.group());
            boolean isOfPart = !kept.level.isEmpty() && kept.level.firstMs() < part.toMs();
            if (!goesOn(series)) {
                lines.put(cell, nothing(part, planVersion, Combination.TIME_WEIGHTED));
            } else if (isOfPart || use.statedCells().contains(cell)) {
                var line = level(part, planVersion, kept.level, said.apply(cell));
                lines.put(cell, line);
                if (line.required()) {
                    used.add(cell.meter());
                }
            }
        });
        unused(part, planVersion, used);
    }

    /** Behind the end of the license a level counts where it changed; nobody owes for one that just goes on. */
    private boolean goesOn(Series series) {
        var total = levels.get(new Series(series.meter(), series.version(), ""));
        return !isBehindEnd || total != null && total.level.events(use.fromMs, use.toMs) > 0;
    }

    /** What a level comes to in a part: it goes on through it, whether or not it changes. */
    private static Line level(Part part, int planVersion, Level level, @Nullable BigDecimal published) {
        BigDecimal exact = level.value(part.fromMs(), part.toMs(), part.toMs());
        long events = level.events(part.fromMs(), part.toMs());
        boolean isNothing = Level.isNear(exact, BigDecimal.ZERO);
        BigDecimal quantity =
                published != null && Level.isNear(published, exact) ? published : isNothing ? BigDecimal.ZERO : exact;
        return new Line(
                part,
                planVersion,
                Combination.TIME_WEIGHTED,
                quantity,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                events,
                false,
                false,
                events > 0 || !isNothing);
    }

    /** Meters that the plan names have a line without usage, too. A plan may have named other ones since. */
    private void unused(Part part, int planVersion, Set<String> used) {
        var then = plan(part).names();
        var now = inForce.plans().getOrDefault(part.plan(), plan(part)).names();
        var either = new TreeSet<>(then);
        either.addAll(now);
        either.removeAll(used);
        for (String meter : either) {
            if (then.contains(meter) && now.contains(meter)) {
                named.add(new Named(part.fromMs(), meter));
            }
            for (Terms terms : List.of(catalogs.upTo(part.revision()), inForce)) {
                terms.meter(meter).ifPresent(known -> {
                    var cell = new Cell(part.fromMs(), meter, known.version(), "");
                    lines.putIfAbsent(cell, nothing(part, planVersion, known.combination()));
                });
            }
        }
    }

    private static Line nothing(Part part, int planVersion, Combination combination) {
        return new Line(
                part,
                planVersion,
                combination,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                0,
                false,
                false,
                false);
    }

    /** Spreads what the plans include over the lines of each meter, in their order. */
    private void spread() {
        Map<String, BigDecimal> burnt = new HashMap<>();
        for (var entry : new ArrayList<>(lines.entrySet())) {
            var cell = entry.getKey();
            var line = entry.getValue();
            if (!cell.isTotal()) {
                continue;
            }
            BigDecimal allowance = plan(line.part()).included().getOrDefault(cell.meter(), BigDecimal.ZERO);
            BigDecimal left = allowance
                    .subtract(burnt.getOrDefault(cell.meter(), BigDecimal.ZERO))
                    .max(BigDecimal.ZERO);
            var spread = new Line(
                    line.part(),
                    line.planVersion(),
                    line.combination(),
                    line.quantity(),
                    left,
                    line.quantity().subtract(left).max(BigDecimal.ZERO),
                    line.events(),
                    line.estimate(),
                    line.unsure(),
                    line.required());
            lines.put(cell, spread);
            burnt.merge(cell.meter(), spread.burnt(), BigDecimal::add);
        }
    }

    /** What a plan was in a part of the period; of one that is in no catalog nothing is known. */
    private Terms.Plan plan(Part part) {
        var plan = catalogs.upTo(part.revision()).plans().get(part.plan());
        return plan == null ? Terms.Plan.UNKNOWN : plan;
    }
}
