package io.tallyport.verifier;

import io.tallyport.verifier.PeriodUse.Cell;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.UsageStatementV1;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Holds a statement against what stands at one place of the log. */
final class StatementContents {

    private final Accounts accounts;
    private final MeterRecounts recounts;
    private final Statements statements;
    private final Catalogs catalogs;
    private final ReadTally tally;
    private final int partition;

    StatementContents(
            Accounts accounts,
            MeterRecounts recounts,
            Statements statements,
            Catalogs catalogs,
            ReadTally tally,
            int partition) {
        this.accounts = accounts;
        this.recounts = recounts;
        this.statements = statements;
        this.catalogs = catalogs;
        this.tally = tally;
        this.partition = partition;
    }

    /** What is wrong with a statement if it was issued now, and what follows from it. */
    Attempt attempt(Statements.Issued statement, Licenses licenses) {
        var attempt = new Attempt(statement);
        var life = licenses.find(statement.license());
        if (life == null) {
            attempt.accept("statement-unfounded", "there was no such license");
            return attempt;
        }
        var account = accounts.of(statement.license());
        var story = accounts.timeline().of(statement.license());
        head(attempt, statement.head(), life, story);
        period(attempt, statement, life, account, story);
        lines(attempt, statement, life, account, story);
        certificate(attempt, statement, life, account);
        waits(attempt, statement, account, life, story);
        PlanOfCatalog.require(attempt, statement.head(), life, story, catalogs);
        return attempt;
    }

    private void head(Attempt attempt, UsageStatementV1 head, Life life, PlanTimeline.Story story) {
        boolean isOf = head.getCustomer().equals(life.customer)
                && head.getTimeZone().equals(life.timeZone)
                && java.util.Objects.equals(head.getAnchorMs(), life.anchorMs)
                && head.getTenant().equals(story.tenant());
        attempt.require(isOf, "statement-head", "tenant, customer or calendar are not those of the license");
        attempt.require(
                head.getCatalogRevision() == catalogs.inForce().revision(),
                "statement-head",
                "revision " + catalogs.inForce().revision() + " was in force");
    }

    /** It is of the next period and has the next number, and its period was due. */
    private void period(
            Attempt attempt,
            Statements.Issued statement,
            Life life,
            Accounts.Account account,
            PlanTimeline.Story story) {
        var head = statement.head();
        long first = life.windows.from(Period.MONTH, story.issuedAtMs());
        boolean isFirst = account.lastNumber() == 0;
        boolean isOlder = isFirst && statements.isOlder(statement.license(), first);
        if (isOlder) {
            attempt.unchecked("statement.firstOfOlderLicense");
        }
        attempt.require(
                head.getNumber() == account.lastNumber() + 1,
                "statement-number",
                "it follows number " + account.lastNumber());
        long from = isFirst ? isOlder ? head.getFromMs() : first : account.closedToMs();
        // Behind a period that was used, and waited when the license came back, each one has its statement.
        boolean goesOn = story.cameBack(from, account.lastIssuedAtMs());
        boolean isNext =
                head.getFromMs() == from || !goesOn && isPassedOver(life, account, story, from, head.getFromMs());
        boolean isPeriod = life.windows.from(Period.MONTH, head.getFromMs()) == head.getFromMs()
                && life.windows.to(Period.MONTH, head.getFromMs()) == head.getToMs();
        attempt.require(isNext && isPeriod, "statement-period", "it is not of the period that begins at " + from);
        attempt.require(
                statement.isReleased()
                        || head.getIssuedAtMs()
                                >= head.getToMs() + catalogs.inForce().graceMs(),
                "statement-early",
                "late events were waited for still");
        if (isNext && isPeriod) {
            attempt.then(() -> account.close(head.getNumber(), head.getFromMs(), head.getToMs(), head.getIssuedAtMs()));
        } else {
            // The next ones are held against where this one should have been.
            attempt.then(() -> account.close(
                    account.lastNumber() + 1, from, life.windows.to(Period.MONTH, from), head.getIssuedAtMs()));
        }
        var use = account.find(head.getFromMs());
        boolean isNeedless = !goesOn
                && story.isOver(head.getFromMs(), head.getToMs())
                && (use == null || use.counted() == 0)
                && statement.lines().stream().noneMatch(line -> line.getKind().equals("ADJUSTMENT"));
        attempt.require(!isNeedless, "statement-needless", "the license had ended, and there is nothing to state");
    }

    /** Whether all periods between two lie behind the end of the license, and nothing was used in them: they have no statement. */
    private static boolean isPassedOver(
            Life life, Accounts.Account account, PlanTimeline.Story story, long from, long to) {
        var between = Accounts.between(life.windows, from, to);
        return !between.isEmpty()
                && between.stream().allMatch(start -> {
                    var use = account.find(start);
                    return story.isOver(start, life.windows.to(Period.MONTH, start))
                            && (use == null || use.counted() == 0);
                });
    }

    private void lines(
            Attempt attempt,
            Statements.Issued statement,
            Life life,
            Accounts.Account account,
            PlanTimeline.Story story) {
        if (recounts.isUnclear(statement.license())) {
            attempt.unchecked("statement.groupsUnclear");
            return;
        }
        if (arePlansUnclear(statement, life)) {
            attempt.unchecked("statement.plansUnclear");
            return;
        }
        var usage = new ArrayList<StatementLineV1>();
        var byHand = new ArrayList<StatementLineV1>();
        Map<Long, List<StatementLineV1>> adjustments = new HashMap<>();
        for (StatementLineV1 line : statement.lines()) {
            if (line.getKind().equals("USAGE") && line.getCommandId().isEmpty()) {
                usage.add(line);
            } else if (!line.getKind().equals("ADJUSTMENT")) {
                attempt.accept("statement-line", "a line is of no kind: " + line.getKind());
            } else if (line.getCommandId().isEmpty()) {
                long month = life.windows.from(Period.MONTH, line.getFromMs());
                adjustments.computeIfAbsent(month, m -> new ArrayList<>()).add(line);
            } else {
                byHand.add(line);
            }
        }
        boolean isOlder = statements.isOlder(statement.license(), life.windows.from(Period.MONTH, story.issuedAtMs()));
        if (isOlder) {
            story.setOlder();
        }
        var compared = new StatementUsage(life, account, story, catalogs, attempt);
        var head = statement.head();
        var own = use(account, life, head.getFromMs());
        compared.usage(own, StatementUsage.byCell(usage));
        attempt.then(() -> account.periods().putIfAbsent(own.fromMs, own));
        var months = new TreeSet<>(adjustments.keySet());
        months.addAll(account.changed().headSet(head.getFromMs()));
        for (long month : months) {
            if (month >= head.getFromMs()) {
                attempt.accept("statement-adjustment", "the period that began at " + month + " was not closed before");
            } else {
                closed(attempt, statement, compared, use(account, life, month), adjustments, isOlder);
            }
        }
        attempt.then(() -> account.changed().removeIf(month -> {
            var use = account.find(month);
            return month <= head.getFromMs()
                    && (use == null
                            || !use.isUnsure()
                                    && recounts.metersOf(statement.license(), use.toMs)
                                            .isEmpty());
        }));
        ByHandLines.compare(attempt, byHand, life, account, story);
    }

    /** Whether it is not said which plan held in its period, to the end. */
    private static boolean arePlansUnclear(Statements.Issued statement, Life life) {
        return statement.head().getToMs() > life.plansUnclearFromMs();
    }

    private void closed(
            Attempt attempt,
            Statements.Issued statement,
            StatementUsage compared,
            PeriodUse use,
            Map<Long, List<StatementLineV1>> adjustments,
            boolean isOlder) {
        if (use.fromMs < statements.firstFromMs(statement.license()) && isOlder) {
            // What of it was counted before there were statements was never stated; how much that is nobody says.
            attempt.unchecked("statement.adjustmentsFromBefore");
            return;
        }
        Map<Cell, StatementLineV1> published = StatementUsage.byCell(adjustments.getOrDefault(use.fromMs, List.of()));
        long issuedAtMs = accounts.timeline().of(statement.license()).issuedAtMs();
        if (!Backfills.isStated(use.toMs, issuedAtMs)) {
            attempt.require(published.isEmpty(), "statement-adjustment", "there was no license in " + use.fromMs);
            return;
        }
        compared.adjustments(use, published, recounts.metersOf(statement.license(), use.toMs));
    }

    private static PeriodUse use(Accounts.Account account, Life life, long fromMs) {
        var use = account.find(fromMs);
        return use == null ? new PeriodUse(fromMs, life.windows.to(Period.MONTH, fromMs)) : use;
    }

    private void certificate(Attempt attempt, Statements.Issued statement, Life life, Accounts.Account account) {
        var certificate = statement.head().getCertificate();
        Consumer<String> differs = detail -> attempt.accept("statement-certificate", detail);
        if (certificate == null) {
            differs.accept("it has none");
            return;
        }
        if (certificate.getPartition() != partition) {
            differs.accept("it is of partition " + certificate.getPartition());
        }
        tally.compare(certificate, differs, attempt::unchecked);
        boolean isWhole = certificate.getRead().stream().allMatch(read -> read.getFromOffset() == 0);
        if (!isWhole && !certificate.getComplete()) {
            attempt.unchecked("statement.incompleteCertificate");
            return;
        }
        if (isWhole && !certificate.getComplete() && !statement.isReleased()) {
            differs.accept("every event of the period was told");
        }
        var use = use(account, life, statement.head().getFromMs());
        if (certificate.getCounted() != use.counted()
                || certificate.getVoided() != use.voided()
                || certificate.getStanding() != use.counted() - use.voided()) {
            differs.accept("it tells " + certificate.getCounted() + " events, " + certificate.getVoided()
                    + " voided and " + certificate.getStanding() + " standing; there are " + use.counted()
                    + ", of them "
                    + use.voided() + " voided");
        }
        if (!certificate.getDigest().equals(use.digest())) {
            differs.accept("the ids that stand come to " + use.digest());
        }
        if (!recounts.isUnclear(statement.license())) {
            Unattributed.compare(use, certificate, differs, attempt::unchecked);
        }
    }

    /** A statement waits for records and recounts, if nobody releases it. */
    private void waits(
            Attempt attempt,
            Statements.Issued statement,
            Accounts.Account account,
            Life life,
            PlanTimeline.Story story) {
        var head = statement.head();
        if (statement.isReleased()) {
            boolean isFounded =
                    (head.getReleasedBy() + '\n' + head.getReleaseReason()).equals(life.releases.get(head.getNumber()));
            attempt.require(isFounded, "statement-released", "nobody released it so");
            return;
        }
        boolean saysWhy = !head.getReleaseReason().isEmpty()
                || !head.getHeldReason().isEmpty()
                || !head.getHeldDetail().isEmpty()
                || head.getHeldSinceMs() != null;
        attempt.require(!saysWhy, "statement-released", "it was not released, but says why it was held or released");
        attempt.require(account.parked() == 0, "statement-incomplete", account.parked() + " records waited");
        var use = account.find(head.getFromMs());
        // Which recounts are of a part of a period only is not said: of such a period either value is taken.
        boolean isStale = use != null
                && !recounts.isUnclear(statement.license())
                && !arePlansUnclear(statement, life)
                && story.parts(use.fromMs, use.toMs).size() == 1
                && use.sums().values().stream().anyMatch(PeriodUse.Sum::isStale);
        boolean mustWait = use != null
                && recounts.metersOf(statement.license(), use.toMs).stream()
                        .anyMatch(meter -> recounts.mustWait(statement.license(), meter, use.fromMs));
        attempt.require(!isStale && !mustWait, "statement-incomplete", "a recount was awaited");
    }
}
