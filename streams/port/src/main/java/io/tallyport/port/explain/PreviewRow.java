package io.tallyport.port.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.domain.statement.Quantity;
import io.tallyport.port.answer.Json;
import java.math.BigDecimal;
import java.util.Comparator;

/**
 * What a meter says of one period of a license, and what it would say after a recount.
 *
 * @param license license id
 * @param meter meter id
 * @param fromMs start of the period, ms since the epoch
 * @param toMs its end, exclusive
 * @param says what all versions that count now come to
 * @param would what those would come to that would count
 * @param unmeasured how many events the new version cannot measure
 * @param reason why it cannot measure the first of them; empty if there is none
 */
record PreviewRow(
        String license,
        String meter,
        long fromMs,
        long toMs,
        Quantity says,
        Quantity would,
        long unmeasured,
        String reason) {

    /** Those first that change most; what is equal has an order all the same. */
    static final Comparator<PreviewRow> BY_DIFFERENCE = Comparator.comparing(
                    (PreviewRow row) -> row.difference().abs())
            .reversed()
            .thenComparing(PreviewRow::license)
            .thenComparing(PreviewRow::meter)
            .thenComparingLong(PreviewRow::fromMs);

    BigDecimal difference() {
        return would.value().subtract(says.value());
    }

    /** Whether the number, or the number of events behind it, would be another. */
    boolean isChanged() {
        return difference().signum() != 0 || says.events() != would.events();
    }

    ObjectNode json() {
        ObjectNode node = Json.object()
                .put("license", license)
                .put("meter", meter)
                .put("from", Json.instant(fromMs))
                .put("to", Json.instant(toMs))
                .put("says", PlainNumber.text(says.value()))
                .put("wouldSay", PlainNumber.text(would.value()))
                .put("difference", PlainNumber.text(difference()))
                .put("events", says.events())
                .put("wouldEvents", would.events())
                .put("unmeasured", unmeasured);
        if (!reason.isEmpty()) {
            node.put("reason", reason);
        }
        if (!says.exact() || !would.exact()) {
            node.put("estimate", true);
        }
        return node;
    }
}
