package io.tallyport.verifier;

import io.tallyport.verifier.PeriodUse.Cell;
import io.tallyport.verifier.PeriodUse.Stated;
import io.tallyport.verifier.PlanTimeline.Part;
import io.tallyport.verifier.StatementLines.Line;
import io.tallyport.wire.StatementLineV1;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compares the lines of one statement with what the license's periods come to. */
final class StatementUsage {

    private static final String LINE = "statement-line";
    private static final String ADJUSTMENT = "statement-adjustment";
    /** Of a closed period with more lines, changes of groups may not be stated. */
    private static final int MOST_NOTED = 1_500;

    /** Standard error of an estimate, as docs/catalog.md says it. */
    static final String RELATIVE_ERROR = "0.012";

    private static final int MOST_DIGITS = 1_000;

    private final Life life;
    private final Accounts.Account account;
    private final PlanTimeline.Story story;
    private final Catalogs catalogs;
    private final Attempt attempt;

    StatementUsage(Life life, Accounts.Account account, PlanTimeline.Story story, Catalogs catalogs, Attempt attempt) {
        this.life = life;
        this.account = account;
        this.story = story;
        this.catalogs = catalogs;
        this.attempt = attempt;
    }

    /** The lines of the period itself. */
    void usage(PeriodUse use, Map<Cell, StatementLineV1> published) {
        var expected = lines(use, cell -> quantity(published.get(cell)));
        expected.lines().forEach((cell, line) -> {
            var said = published.get(cell);
            if (said != null) {
                usage(cell, line, said);
            } else {
                attempt.require(!line.required(), LINE, "it lacks the line of " + cell);
            }
            boolean isStated = said != null || line.required();
            if (isStated) {
                attempt.then(() -> use.state(cell, statedOf(line)));
            }
        });
        for (var named : expected.named()) {
            attempt.require(
                    published.keySet().stream()
                            .anyMatch(cell -> cell.fromMs() == named.fromMs()
                                    && cell.meter().equals(named.meter())),
                    LINE,
                    "it has no line of the meter " + named.meter() + ", which the plan names");
        }
        for (Cell cell : published.keySet()) {
            attempt.require(expected.lines().containsKey(cell), LINE, "nothing was used of " + cell);
        }
    }

    private void usage(Cell cell, Line line, StatementLineV1 said) {
        terms(LINE, cell, line, said);
        same(LINE, cell, "quantity", said.getQuantity(), line.quantity());
        if (cell.isTotal()) {
            same(LINE, cell, "included", said.getIncluded(), line.included());
            same(LINE, cell, "overage", said.getOverage(), line.overage());
        } else {
            attempt.require(
                    said.getIncluded().isEmpty() && said.getOverage().isEmpty(),
                    LINE,
                    "the group " + cell + " has an allowance");
        }
        burnt(cell, cell.isTotal() ? line.burnt() : BigDecimal.ZERO, said);
        attempt.require(said.getEvents() == line.events(), LINE, cell + " has " + line.events() + " events");
        attempt.require(
                said.getRelativeError().equals(line.estimate() ? RELATIVE_ERROR : ""),
                LINE,
                cell + " is " + (line.estimate() ? "an estimate" : "exact"));
        attempt.require(
                said.getCorrects() == 0
                        && said.getAuthor().isEmpty()
                        && said.getReason().isEmpty(),
                LINE,
                cell + " corrects nothing");
        if (line.unsure()) {
            attempt.unchecked("statement.recounting");
        }
    }

    /**
     * What changed of a closed period since it was stated; what waits for a recount may be stated later.
     *
     * @param recounted meters that wait as a whole
     */
    void adjustments(PeriodUse use, Map<Cell, StatementLineV1> published, Set<String> recounted) {
        var waits = unsureMeters(use);
        waits.addAll(recounted);
        var expected = lines(use, cell -> {
            BigDecimal said = quantity(published.get(cell));
            return use.stated(cell).quantity().add(said == null ? BigDecimal.ZERO : said);
        });
        var cells = new TreeSet<>(expected.lines().keySet());
        cells.addAll(use.statedCells());
        cells.addAll(published.keySet());
        int parts = parts(use).size();
        for (Cell cell : cells) {
            var line = expected.lines().get(cell);
            var said = published.get(cell);
            if (line == null) {
                attempt.require(said == null, ADJUSTMENT, "nothing was used of " + cell);
                continue;
            }
            // A line is noted for each part of the period, used or not.
            boolean mayLack = !cell.group().isEmpty() && cells.size() * parts > MOST_NOTED;
            if (said == null && mayLack && isChanged(use, cell, line, said)) {
                attempt.unchecked("statement.tooManyGroupsToAdjust");
                attempt.then(() -> use.state(cell, statedOf(line)));
                continue;
            }
            adjustment(use, cell, line, said, waits.contains(cell.meter()));
        }
    }

    /** Whether there is something to say; where nothing was said, rounding is nothing. */
    private static boolean isChanged(PeriodUse use, Cell cell, Line line, @Nullable StatementLineV1 said) {
        Stated before = use.stated(cell);
        Stated now = statedOf(line);
        boolean isRounded = said == null && line.combination() == Combination.TIME_WEIGHTED;
        boolean isSame = isRounded
                ? Level.isNear(now.quantity(), before.quantity()) && Level.isNear(now.overage(), before.overage())
                : now.quantity().compareTo(before.quantity()) == 0
                        && now.overage().compareTo(before.overage()) == 0;
        return !isSame || now.events() != before.events();
    }

    private void adjustment(PeriodUse use, Cell cell, Line line, @Nullable StatementLineV1 said, boolean waits) {
        Stated before = use.stated(cell);
        Stated now = statedOf(line);
        BigDecimal quantity = now.quantity().subtract(before.quantity());
        BigDecimal overage = now.overage().subtract(before.overage());
        boolean isChanged = isChanged(use, cell, line, said);
        if (said == null) {
            attempt.require(
                    !isChanged || waits,
                    ADJUSTMENT,
                    "it lacks that " + cell + " changed by " + quantity.toPlainString() + ", its overage by "
                            + overage.toPlainString());
            if (waits) {
                attempt.unchecked("statement.recounting");
            } else if (isChanged) {
                attempt.then(() -> use.state(cell, now));
            }
            return;
        }
        attempt.require(isChanged || waits, ADJUSTMENT, cell + " did not change");
        attempt.require(said.getAuthor().isEmpty() && said.getReason().isEmpty(), ADJUSTMENT, cell + " has an author");
        terms(ADJUSTMENT, cell, line, said);
        if (!waits || !line.unsure()) {
            same(ADJUSTMENT, cell, "quantity", said.getQuantity(), quantity);
        }
        if (!cell.isTotal()) {
            attempt.require(said.getOverage().isEmpty(), ADJUSTMENT, "the group " + cell + " has an overage");
        } else if (!waits) {
            same(ADJUSTMENT, cell, "overage", said.getOverage(), overage);
        }
        attempt.require(
                said.getEvents() == now.events() - before.events(),
                ADJUSTMENT,
                cell + " changed by " + (now.events() - before.events()) + " events");
        attempt.require(
                said.getCorrects() == account.numberOf(use.fromMs),
                ADJUSTMENT,
                cell + " is of statement " + account.numberOf(use.fromMs));
        allowance(cell, line, said);
        boolean mayBeEstimate = line.estimate() || before.estimate();
        attempt.require(
                said.getRelativeError().isEmpty()
                        || mayBeEstimate && said.getRelativeError().equals(RELATIVE_ERROR),
                ADJUSTMENT,
                cell + " has a wrong error");
        attempt.then(() -> use.state(cell, now));
    }

    /** Of the allowance an adjustment need say nothing: if it does, it is what the period's line has now. */
    private void allowance(Cell cell, Line line, StatementLineV1 said) {
        if (!said.getIncluded().isEmpty()) {
            attempt.require(cell.isTotal(), ADJUSTMENT, "the group " + cell + " has an allowance");
            same(ADJUSTMENT, cell, "included", said.getIncluded(), line.included());
        }
        if (!said.getBurnt().isEmpty()) {
            burnt(cell, cell.isTotal() ? line.burnt() : BigDecimal.ZERO, said);
        }
    }

    /** The cells' meters of which a recount is awaited: what it will come to moves the others' allowance, too. */
    private static Set<String> unsureMeters(PeriodUse use) {
        var meters = new TreeSet<String>();
        use.sums().forEach((cell, sum) -> {
            if (sum.isUnsure()) {
                meters.add(cell.meter());
            }
        });
        return meters;
    }

    private void terms(String law, Cell cell, Line line, StatementLineV1 said) {
        Part part = line.part();
        attempt.require(said.getProduct().equals(life.product), law, cell + " is of product " + life.product);
        attempt.require(
                said.getPlan().equals(part.plan()) && said.getPlanVersion() == line.planVersion(),
                law,
                cell + " is of plan " + part.plan() + " version " + line.planVersion());
        attempt.require(said.getToMs() == part.toMs(), law, cell + " ends at " + part.toMs());
        attempt.require(
                said.getAggregation().equals(line.combination().name()), law, cell + " is a " + line.combination());
        attempt.require(
                catalogs.units(cell.meter()).contains(said.getUnit()),
                law,
                cell + " has not the unit " + said.getUnit());
    }

    private void burnt(Cell cell, BigDecimal expected, StatementLineV1 said) {
        var burnt = said.getBurnt();
        boolean holds = expected.signum() == 0
                ? burnt.isEmpty()
                : burnt.size() == 1
                        && burnt.get(0).getGrant().equals("included")
                        && isSame(burnt.get(0).getAmount(), expected);
        attempt.require(holds, LINE, cell + " was covered by " + expected.toPlainString() + " that was included");
    }

    private void same(String law, Cell cell, String field, String said, BigDecimal expected) {
        attempt.require(
                isSame(said, expected),
                law,
                cell + " says " + field + " '" + said + "'; it is " + expected.toPlainString());
    }

    static boolean isSame(String said, BigDecimal expected) {
        var number = number(said);
        return number != null && number.compareTo(expected) == 0;
    }

    private static Stated statedOf(Line line) {
        return new Stated(line.quantity(), line.overage(), line.events(), line.estimate());
    }

    private StatementLines lines(PeriodUse use, Function<Cell, @Nullable BigDecimal> said) {
        boolean isBehindEnd = story.isOver(use.fromMs, use.toMs);
        return StatementLines.of(use, isBehindEnd, account.levels(), parts(use), catalogs, said);
    }

    private List<Part> parts(PeriodUse use) {
        return story.parts(use.fromMs, use.toMs);
    }

    private static @Nullable BigDecimal quantity(@Nullable StatementLineV1 line) {
        return line == null ? null : number(line.getQuantity());
    }

    /** A number as it is written; null if it is none, or longer than any that is reckoned with. */
    static @Nullable BigDecimal number(String text) {
        try {
            var number = new BigDecimal(text.length() > MOST_DIGITS ? "" : text);
            return Math.abs((long) number.scale()) > MOST_DIGITS ? null : number;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Lines by what they speak of; of two of the same the first. */
    static Map<Cell, StatementLineV1> byCell(List<StatementLineV1> lines) {
        var all = new HashMap<Cell, StatementLineV1>();
        lines.forEach(line -> all.putIfAbsent(StatementLines.cellOf(line), line));
        return all;
    }
}
