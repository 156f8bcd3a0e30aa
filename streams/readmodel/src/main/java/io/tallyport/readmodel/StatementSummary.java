package io.tallyport.readmodel;

import io.tallyport.domain.evidence.Origin;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A statement without its lines; or a period that has none yet.
 *
 * @param statement its id, license and number; empty while the period waits
 * @param license license id
 * @param number number among the statements of the license, from 1 on; 0 while the period waits
 * @param customer customer id
 * @param externalIds ids of the customer in other systems
 * @param fromMs start of the period, ms since the epoch
 * @param toMs its end, exclusive
 * @param timeZone time zone of the license; empty for UTC
 * @param anchorMs an instant at which a month of it begins; null for calendar months
 * @param status whether it is issued, held, or waits
 * @param pages pages that its lines stand on; 0 if it has none
 * @param lines lines on all pages
 * @param issuedAtMs tick time at which it was issued; 0 if it is not
 * @param catalogRevision revision in force when it was issued or held; 0 while the period waits
 * @param heldReason why it is held, a stable code; else empty
 * @param heldDetail of a held one a sentence; of one that was released, what was missing
 * @param heldSinceMs since when it is held; null if it is not
 * @param releasedBy who had it issued although it was held; else empty
 * @param releaseReason why they did
 * @param at where its last record stands; null while the period waits
 */
public record StatementSummary(
        String statement,
        String license,
        long number,
        String customer,
        Map<String, String> externalIds,
        long fromMs,
        long toMs,
        String timeZone,
        @Nullable Long anchorMs,
        StatementStatus status,
        int pages,
        int lines,
        long issuedAtMs,
        long catalogRevision,
        String heldReason,
        String heldDetail,
        @Nullable Long heldSinceMs,
        String releasedBy,
        String releaseReason,
        @Nullable Origin at) {
    public StatementSummary {
        externalIds = Map.copyOf(externalIds);
    }

    /** A period without a statement. */
    static StatementSummary waiting(LicenseTerm term, StatementPeriod period) {
        return new StatementSummary(
                "",
                term.license(),
                0,
                term.customer(),
                Map.of(),
                period.fromMs(),
                period.toMs(),
                term.timeZone(),
                term.anchorMs(),
                StatementStatus.WAITING,
                0,
                0,
                0,
                0,
                "",
                "",
                null,
                "",
                "",
                null);
    }

    /** Its place in a list. */
    public StatementPosition position() {
        return new StatementPosition(fromMs, license, number);
    }
}
