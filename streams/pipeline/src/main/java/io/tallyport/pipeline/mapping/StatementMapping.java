package io.tallyport.pipeline.mapping;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.license.License;
import io.tallyport.domain.statement.Held;
import io.tallyport.domain.statement.ManualAdjustment;
import io.tallyport.domain.statement.PeriodTally;
import io.tallyport.domain.statement.Quantity;
import io.tallyport.domain.statement.Statement;
import io.tallyport.domain.statement.StatementLine;
import io.tallyport.domain.usage.UsageVerdict;
import io.tallyport.expression.sketch.UltraLogLogSketch;
import io.tallyport.pipeline.state.TopicTallies;
import io.tallyport.pipeline.state.TopicTally;
import io.tallyport.wire.BurntV1;
import io.tallyport.wire.ReadTopicV1;
import io.tallyport.wire.StatementCertificateV1;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.StatementStatus;
import io.tallyport.wire.UnattributedMeterV1;
import io.tallyport.wire.UsageStatementV1;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A statement as records: pages, each far below {@link OutputEncoder#MAX_RECORD_BYTES}. */
final class StatementMapping {

    private static final int LINES_PER_PAGE = 300;
    private static final int BYTES_PER_PAGE = 180_000;
    /** More than a line takes beside the texts of any length in it. */
    private static final int BYTES_PER_LINE = 500;

    /** More than the certificate takes of a meter of which something is of no subject. */
    private static final int BYTES_PER_UNATTRIBUTED = 150;

    private static final int LONGEST_CHAR = 3;
    /** The grant that is the plan's allowance. */
    private static final String INCLUDED = "included";

    static List<UsageStatementV1> pages(
            Statement statement, License license, Catalog catalog, int partition, TopicTallies tallies) {
        var pages = new ArrayList<List<StatementLineV1>>();
        var page = new ArrayList<StatementLineV1>();
        int head = headBytes(catalog.externalIdsOf(license.customer()), statement.held());
        int bytes = head + BYTES_PER_UNATTRIBUTED * statement.unattributed().size();
        for (StatementLine line : statement.lines()) {
            int more = bytesOf(line, catalog);
            if (page.size() == LINES_PER_PAGE || bytes + more > BYTES_PER_PAGE && !page.isEmpty()) {
                pages.add(page);
                page = new ArrayList<>();
                bytes = head;
            }
            page.add(line(line, catalog));
            bytes += more;
        }
        pages.add(page);
        var records = new ArrayList<UsageStatementV1>(pages.size());
        for (int i = 0; i < pages.size(); i++) {
            var record = header(statement, license, catalog);
            record.setPage(i + 1);
            record.setPages(pages.size());
            record.setLines(pages.get(i));
            record.setCertificate(i == 0 && statement.isIssued() ? certificate(statement, partition, tallies) : null);
            records.add(record);
        }
        return records;
    }

    private static int headBytes(Map<String, String> externalIds, @Nullable Held held) {
        int chars = held == null ? 0 : held.detail().length();
        for (var id : externalIds.entrySet()) {
            chars += id.getKey().length() + id.getValue().length();
        }
        return LONGEST_CHAR * chars;
    }

    private static int bytesOf(StatementLine line, Catalog catalog) {
        Meter meter = catalog.meters().get(Meter.idOf(line.series()));
        int unit = meter == null ? 0 : meter.unit().length();
        var manual = line.manual();
        int words = manual == null
                ? 0
                : manual.commandId().length()
                        + manual.author().length()
                        + manual.reason().length();
        return BYTES_PER_LINE + LONGEST_CHAR * (line.group().length() + unit + words);
    }

    private static UsageStatementV1 header(Statement statement, License license, Catalog catalog) {
        var record = new UsageStatementV1();
        Held held = statement.held();
        var release = statement.release();
        var calendar = license.calendar();
        record.setKind("STATEMENT");
        record.setTenant("");
        record.setLicense(statement.license());
        record.setStatementId(statement.id());
        record.setNumber(statement.number());
        record.setStatus(statement.isIssued() ? StatementStatus.ISSUED : StatementStatus.HELD);
        record.setCustomer(license.customer());
        record.setExternalIds(catalog.externalIdsOf(license.customer()));
        record.setFromMs(statement.fromMs());
        record.setToMs(statement.toMs());
        record.setTimeZone(calendar.timeZone());
        record.setAnchorMs(calendar.anchorMs() == UsageCalendar.NO_ANCHOR ? null : (Long) calendar.anchorMs());
        record.setIssuedAtMs(statement.atMs());
        record.setCatalogRevision(catalog.revision());
        record.setHeldReason(held == null ? "" : held.reason().name());
        record.setHeldDetail(held == null ? "" : held.detail());
        record.setHeldSinceMs(held == null ? null : (Long) held.sinceMs());
        record.setReleasedBy(release == null ? "" : release.author());
        record.setReleaseReason(release == null ? "" : release.reason());
        return record;
    }

    private static StatementLineV1 line(StatementLine line, Catalog catalog) {
        var record = new StatementLineV1();
        String id = Meter.idOf(line.series());
        Meter meter = catalog.meters().get(id);
        ManualAdjustment manual = line.manual();
        record.setKind(line.adjustment() ? "ADJUSTMENT" : "USAGE");
        record.setProduct(line.product());
        record.setPlan(line.plan());
        record.setPlanVersion(line.planVersion());
        record.setMeter(id);
        record.setMeterVersion(Meter.versionOf(line.series()));
        record.setAggregation(aggregation(line, meter).name());
        record.setGroup(line.group());
        record.setUnit(meter == null ? "" : meter.unit());
        record.setFromMs(line.fromMs());
        record.setToMs(line.toMs());
        record.setQuantity(plain(line.quantity()));
        record.setIncluded(text(line.included()));
        record.setBurnt(line.burnt().signum() == 0 ? List.of() : List.of(new BurntV1(INCLUDED, plain(line.burnt()))));
        record.setOverage(text(line.overage()));
        record.setEvents(line.events());
        record.setRelativeError(line.exact() ? "" : UltraLogLogSketch.RELATIVE_ERROR);
        record.setCorrects(line.corrects());
        record.setCommandId(manual == null ? "" : manual.commandId());
        record.setAuthor(manual == null ? "" : manual.author());
        record.setReason(manual == null ? "" : manual.reason());
        return record;
    }

    private static Aggregation aggregation(StatementLine line, @Nullable Meter meter) {
        // The catalog knows one version of a meter; a sum that it calls a count is one.
        if (meter == null) {
            return line.aggregation();
        }
        boolean counts =
                meter.aggregation() == Aggregation.COUNT && line.aggregation().isAdditive();
        return counts || line.events() == 0 ? meter.aggregation() : line.aggregation();
    }

    private static String text(@Nullable BigDecimal number) {
        return number == null ? "" : plain(number);
    }

    /** Written in one way, whatever way the events and corrections went that led to it. */
    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static StatementCertificateV1 certificate(Statement statement, int partition, TopicTallies tallies) {
        var topics = new ArrayList<ReadTopicV1>();
        for (Map.Entry<String, TopicTally> topic : tallies.byTopic().entrySet()) {
            TopicTally tally = topic.getValue();
            topics.add(new ReadTopicV1(
                    topic.getKey(),
                    tally.fromOffset(),
                    tally.endOffset(),
                    tally.records(),
                    tally.verdicts(UsageVerdict.Kind.COUNTED),
                    tally.verdicts(UsageVerdict.Kind.DUPLICATE),
                    tally.verdicts(UsageVerdict.Kind.CONFLICT),
                    tally.verdicts(UsageVerdict.Kind.LATE),
                    tally.verdicts(UsageVerdict.Kind.REJECTED),
                    tally.verdicts(UsageVerdict.Kind.CORRECTED),
                    tally.parkedNow()));
        }
        PeriodTally.Count count = statement.tally();
        return new StatementCertificateV1(
                partition,
                topics,
                count.counted(),
                count.voided(),
                count.standing(),
                "%016x%016x".formatted(count.high(), count.low()),
                statement.complete(),
                statement.unattributed().entrySet().stream()
                        .map(part -> unattributed(part.getKey(), part.getValue()))
                        .toList());
    }

    private static UnattributedMeterV1 unattributed(String series, Quantity quantity) {
        return new UnattributedMeterV1(
                Meter.idOf(series),
                Meter.versionOf(series),
                quantity.events(),
                plain(quantity.value()),
                quantity.exact() ? "" : UltraLogLogSketch.RELATIVE_ERROR);
    }

    private StatementMapping() {}
}
