package io.tallyport.readmodel;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.readmodel.store.Changes;
import io.tallyport.readmodel.store.Key;
import io.tallyport.readmodel.store.KeyReader;
import io.tallyport.readmodel.store.Row;
import io.tallyport.readmodel.store.RowCodec;
import io.tallyport.readmodel.store.RowStore;
import io.tallyport.readmodel.store.Rows;
import io.tallyport.wire.StatementStatus;
import io.tallyport.wire.UsageStatementV1;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The statements, kept for ever: a row for each page, and one for each number that says how it stands. A statement is
 * there once its last page is, so that nobody reads half of one; a held one gives way to the issued one of its number.
 */
final class StatementTable implements Table<UsageStatementV1> {

    /** Before the row of a number: start of the period and count of lines, so that neither needs decoding. */
    private static final int HEAD_BYTES = Long.BYTES + Integer.BYTES;

    private final RowCodec<UsageStatementV1> codec;
    private final UnattributedRows unattributed;

    StatementTable(RowStore store, UnattributedRows unattributed) {
        this.unattributed = unattributed;
        this.codec = TopicRows.codec(store, TopicCatalog.USAGE_STATEMENTS);
    }

    /** What of a statement can be told without decoding it. */
    record Head(String license, long number, long fromMs) {}

    @Override
    public void apply(UsageStatementV1 statement, Arrival arrival, Changes changes) {
        if (statement.getKind().equals("UNATTRIBUTED")) {
            unattributed.certified(statement, arrival, changes);
            return;
        }
        check(statement);
        if (statement.getStatus() == StatementStatus.HELD) {
            head(statement, 0, arrival, changes);
            return;
        }
        int lines = StatementView.lines(statement).size();
        byte[] key = pageKey(statement.getLicense(), statement.getNumber(), statement.getPage());
        byte[] before = changes.get(key);
        if (before == null || Row.versionOf(before) < arrival.offset()) {
            changes.put(key, codec.encode(arrival.row(statement)));
        }
        if (statement.getPage() == statement.getPages()) {
            for (int page = 1; page < statement.getPage(); page++) {
                byte[] stored = changes.get(pageKey(statement.getLicense(), statement.getNumber(), page));
                if (stored == null) {
                    throw new IllegalArgumentException("page " + page + " of statement " + statement.getStatementId()
                            + " was not read, so the statement is not complete");
                }
                lines += codec.decode(stored).record().getLines().size();
            }
            head(statement, lines, arrival, changes);
        }
    }

    /** The statements that fit, those with the newest periods first. */
    List<StatementSummary> newest(
            @Nullable StatementPosition after, Predicate<StatementSummary> fits, int limit, Rows rows) {
        var found = new ArrayList<StatementSummary>();
        byte[] from = after == null ? null : startKey(after.fromMs(), after.license(), after.number());
        rows.scan(Key.of(Letters.STATEMENT_STARTS).bytes(), from, (key, nothing) -> {
            if (!Arrays.equals(key, from)) {
                var reader = new KeyReader(key);
                reader.letter();
                reader.largestFirst();
                find(reader.text(), reader.number(), rows).filter(fits).ifPresent(found::add);
            }
            return found.size() < limit;
        });
        return found;
    }

    /** Visits the statements from one license up to another, by license, the newest of each first. */
    void heads(String from, @Nullable String to, Rows rows, Consumer<Head> visitor) {
        byte[] end = to == null ? null : headsKey(to + '\0').bytes();
        rows.scan(Key.of(Letters.STATEMENTS).bytes(), headsKey(from).bytes(), (key, stored) -> {
            if (end != null && Arrays.compareUnsigned(key, end) >= 0) {
                return false;
            }
            var reader = new KeyReader(key);
            reader.letter();
            visitor.accept(new Head(
                    reader.text(),
                    reader.largestFirst(),
                    ByteBuffer.wrap(stored).getLong()));
            return true;
        });
    }

    /** How a statement stands. */
    Optional<StatementSummary> find(String license, long number, Rows rows) {
        byte[] stored = rows.get(headKey(license, number));
        return stored == null
                ? Optional.empty()
                : Optional.of(StatementView.summary(
                        row(stored), ByteBuffer.wrap(stored).getInt(Long.BYTES)));
    }

    /** A statement with all its lines. */
    Optional<Statement> statement(String license, long number, Rows rows) {
        return find(license, number, rows).map(summary -> {
            var lines = new ArrayList<StatementLine>(summary.lines());
            StatementCertificate certificate = null;
            for (int page = 1; page <= summary.pages(); page++) {
                UsageStatementV1 wire = page(license, number, page, rows);
                lines.addAll(StatementView.lines(wire));
                if (page == 1) {
                    certificate = StatementView.certificate(wire);
                }
            }
            return new Statement(summary, lines, certificate);
        });
    }

    /** The lines of one page of an issued statement; none behind its last one. */
    List<StatementLine> lines(String license, long number, int page, Rows rows) {
        return find(license, number, rows)
                .filter(summary -> page >= 1 && page <= summary.pages())
                .map(summary -> StatementView.lines(page(license, number, page, rows)))
                .orElse(List.of());
    }

    private UsageStatementV1 page(String license, long number, int page, Rows rows) {
        byte[] stored = rows.get(pageKey(license, number, page));
        if (stored == null) {
            throw new IllegalStateException("page " + page + " of the issued statement " + license + "/" + number
                    + " is not in the read model");
        }
        return codec.decode(stored).record();
    }

    /** An issued one gives way to none that is held; else the latest record wins. */
    private void head(UsageStatementV1 statement, int lines, Arrival arrival, Changes changes) {
        byte[] key = headKey(statement.getLicense(), statement.getNumber());
        byte[] before = changes.get(key);
        if (before != null) {
            Row<UsageStatementV1> row = row(before);
            boolean wasIssued = row.record().getStatus() == StatementStatus.ISSUED;
            boolean isIssued = statement.getStatus() == StatementStatus.ISSUED;
            if (wasIssued == isIssued ? row.version() >= arrival.offset() : wasIssued) {
                return;
            }
            changes.delete(startKey(row.record().getFromMs(), statement.getLicense(), statement.getNumber()));
        }
        var bare = UsageStatementV1.newBuilder(statement)
                .setLines(List.of())
                .setCertificate(null)
                .build();
        byte[] row = codec.encode(arrival.row(bare));
        changes.put(
                key,
                ByteBuffer.allocate(HEAD_BYTES + row.length)
                        .putLong(statement.getFromMs())
                        .putInt(lines)
                        .put(row)
                        .array());
        changes.put(startKey(statement.getFromMs(), statement.getLicense(), statement.getNumber()), new byte[0]);
    }

    private Row<UsageStatementV1> row(byte[] head) {
        return codec.decode(Arrays.copyOfRange(head, HEAD_BYTES, head.length));
    }

    private static void check(UsageStatementV1 statement) {
        require(statement.getKind().equals("STATEMENT"), "kind is unknown to this version");
        require(statement.getStatus() != StatementStatus.UNKNOWN, "status is unknown to this version");
        require(!statement.getLicense().isEmpty(), "license is missing");
        require(statement.getNumber() >= 1, "number must be above 0, but is " + statement.getNumber());
        require(statement.getToMs() > statement.getFromMs(), "the period ends before it begins");
        require(
                statement.getPage() >= 1 && statement.getPage() <= statement.getPages(),
                "there is no page " + statement.getPage() + " of " + statement.getPages());
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static Key headsKey(String license) {
        return Key.of(Letters.STATEMENTS).text(license);
    }

    private static byte[] headKey(String license, long number) {
        return headsKey(license).largestFirst(number).bytes();
    }

    private static byte[] pageKey(String license, long number, int page) {
        return Key.of(Letters.STATEMENT_PAGES)
                .text(license)
                .number(number)
                .number(page)
                .bytes();
    }

    private static byte[] startKey(long fromMs, String license, long number) {
        return Key.of(Letters.STATEMENT_STARTS)
                .largestFirst(fromMs)
                .text(license)
                .number(number)
                .bytes();
    }
}
