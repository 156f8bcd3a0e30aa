package io.tallyport.verifier;

import static io.tallyport.verifier.LeveledMeters.APR;
import static io.tallyport.verifier.LeveledMeters.MAY;
import static io.tallyport.verifier.LeveledMeters.all;
import static io.tallyport.verifier.LeveledMeters.document;
import static io.tallyport.verifier.LeveledMeters.gb;
import static io.tallyport.verifier.LeveledMeters.group;
import static io.tallyport.verifier.LeveledMeters.reading;
import static io.tallyport.verifier.StatementCasesTest.issued;
import static io.tallyport.verifier.StatementCheckTest.FEB;
import static io.tallyport.verifier.StatementCheckTest.JAN;
import static io.tallyport.verifier.StatementCheckTest.MAR;
import static io.tallyport.verifier.StatementCheckTest.assertNamed;
import static io.tallyport.verifier.StatementParts.adjustment;
import static io.tallyport.verifier.StatementParts.line;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.PeriodZone;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.UsageKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A level behind the end of its license, and one of which a plan begins within a month. */
class LevelEndTest {

    private static final String EU = "region=eu";

    private static MeterReadingV1 month(String group, String from, String to, String value, long events, String zone) {
        return read(group, from, to, value, "10", events, zone);
    }

    private static MeterReadingV1 read(
            String group, String from, String to, String value, String level, long events, String zone) {
        return reading("MONTH", group, from, to, value, level, events, zone);
    }

    /** It goes on, and is read out; but nothing is owed for it, so no statement is. */
    @Test
    void behindItsEndALicenseOwesNothingForALevelThatGoesOn() {
        var log = ended();
        for (int hour = 2; hour < 6; hour++) {
            log.tick("2026-03-03T0" + hour + ":00:00Z");
        }
        assertEquals(List.of(), log.commit().check().differences());
    }

    /** What never was stated is not given back either: a void adjusts the month before the end alone. */
    @Test
    void noMonthBehindTheEndIsAdjustedForALevelThatGoesOn() {
        var january = List.of(
                adjustment(line("small", "storage", "", JAN, FEB, "-480", -1), "-428", 1),
                adjustment(group(EU, JAN, FEB, "-480", -1), "", 1));
        assertEquals(List.of(), voided(january).check().differences());
        var february = new ArrayList<>(january);
        february.add(adjustment(line("small", "storage", "", FEB, MAR, "-6720", 0), "-6720", 0));
        february.add(adjustment(group(EU, FEB, MAR, "-6720", 0), "", 0));
        assertNamed("statement-adjustment", voided(february).check());
    }

    private static StatementLog voided(List<StatementLineV1> adjustments) {
        var log = ended().corrected(UsageKind.VOID, "e1", "v1", PeriodZone.CLOSED);
        for (String group : List.of("", EU)) {
            log.reading(
                    read(group, JAN, FEB, "48", "1", 1, "CLOSED"),
                    read(group, FEB, MAR, "672", "1", 0, "CLOSED"),
                    read(group, MAR, APR, "24", "1", 0, "OPEN"));
        }
        log.commit().tick("2026-04-02T00:00:00Z");
        var lines = new ArrayList<>(adjustments);
        lines.add(all(MAR, APR, "0", 0, "", "0"));
        log.statement(2, MAR, APR, log.certificate(2, 1, 0, 0), lines);
        for (String group : List.of("", EU)) {
            log.reading(read(group, MAR, APR, "744", "1", 0, "CLOSED"), read(group, APR, MAY, "24", "1", 0, "OPEN"));
        }
        log.commit();
        for (int hour = 2; hour < 6; hour++) {
            log.tick("2026-04-03T0" + hour + ":00:00Z");
        }
        return log.commit();
    }

    /** A month before the end, and one behind it, in which nothing changed. */
    private static StatementLog ended() {
        var log = issued(document(",\"windows\":[\"MONTH\"]", ""))
                .tick("2026-01-30T00:00:00Z")
                .counted("e1", "store", "2026-01-30T00:00:00Z", gb("10", "eu"), PeriodZone.OPEN)
                .counted("e2", "store", "2026-01-30T00:00:00Z", gb("1", "eu"), PeriodZone.OPEN)
                .command(LicenseCommandKind.REVOKE, "c2", "", Map.of(), "REVOKED", "")
                .reading(read("", JAN, FEB, "0", "11", 2, "OPEN"), read(EU, JAN, FEB, "0", "11", 2, "OPEN"))
                .commit()
                .tick("2026-02-02T00:00:00Z");
        log.statement(
                        1,
                        JAN,
                        FEB,
                        log.certificate(2, 0, 0, 2, "e1", "e2"),
                        List.of(all(JAN, FEB, "528", 2, "100", "428"), group(EU, JAN, FEB, "528", 2)))
                .reading(
                        read("", JAN, FEB, "528", "11", 2, "CLOSED"),
                        read("", FEB, MAR, "264", "11", 0, "OPEN"),
                        read(EU, JAN, FEB, "528", "11", 2, "CLOSED"),
                        read(EU, FEB, MAR, "264", "11", 0, "OPEN"))
                .commit()
                .tick("2026-03-02T00:00:00Z")
                .reading(
                        read("", FEB, MAR, "7392", "11", 0, "GRACE"),
                        read("", MAR, APR, "264", "11", 0, "OPEN"),
                        read(EU, FEB, MAR, "7392", "11", 0, "GRACE"),
                        read(EU, MAR, APR, "264", "11", 0, "OPEN"))
                .commit();
        return log;
    }

    /** The statement waited for a recount, and came at the very time of the reading; a day later it would be wrong. */
    @Test
    void aReadingMayBeOfTheTimeOfTheStatementAMomentBefore() {
        assertEquals(List.of(), inGrace("2026-02-02T00:00:00Z").check().differences());
        assertEquals(
                List.of("reading-zone", "reading-zone"),
                inGrace("2026-02-03T00:00:00Z").check().differences().stream()
                        .map(Difference::law)
                        .toList());
    }

    /** A statement, and readings as of some time behind it in the log or of the same. */
    private static StatementLog inGrace(String readAt) {
        boolean before = readAt.equals("2026-02-02T00:00:00Z");
        String ofFebruary = before ? "240" : "480";
        var log = issued(document(",\"windows\":[\"MONTH\"]", ""))
                .tick("2026-01-30T00:00:00Z")
                .counted("e1", "store", "2026-01-30T00:00:00Z", gb("10", "eu"), PeriodZone.OPEN)
                .reading(month("", JAN, FEB, "0", 1, "OPEN"), month(EU, JAN, FEB, "0", 1, "OPEN"))
                .commit()
                .tick("2026-02-02T00:00:00Z");
        var readings = List.of(
                month("", JAN, FEB, "480", 1, "GRACE"),
                month("", FEB, MAR, ofFebruary, 0, "OPEN"),
                month(EU, JAN, FEB, "480", 1, "GRACE"),
                month(EU, FEB, MAR, ofFebruary, 0, "OPEN"));
        if (before) {
            log.reading(readings.toArray(MeterReadingV1[]::new)).commit();
        }
        log.statement(
                        1,
                        JAN,
                        FEB,
                        log.certificate(1, 0, 0, 1, "e1"),
                        List.of(all(JAN, FEB, "480", 1, "100", "380"), group(EU, JAN, FEB, "480", 1)))
                .commit();
        if (!before) {
            log.tick(readAt).reading(readings.toArray(MeterReadingV1[]::new)).commit();
        }
        return log.tick("2026-02-03T00:10:00Z").commit();
    }

    /** Each part of a month has a line, also one in which the level did not change. */
    @Test
    void aLevelGoesThroughAllPartsOfAMonth() {
        String mid = "2026-01-31T00:00:00Z";
        String document = document(",\"windows\":[\"MONTH\"]", "")
                .replace("\"quotas\":[]}]}", "\"quotas\":[]},{\"id\":\"big\",\"product\":\"acme\"}]}");
        var log = issued(document)
                .tick("2026-01-30T00:00:00Z")
                .counted("e1", "store", "2026-01-30T00:00:00Z", gb("10", "eu"), PeriodZone.OPEN)
                .tick(mid)
                .command(LicenseCommandKind.CHANGE_PLAN, "c2", "big", Map.of(), "PLAN_CHANGED", "")
                .reading(month("", JAN, FEB, "240", 1, "OPEN"), month(EU, JAN, FEB, "240", 1, "OPEN"))
                .commit()
                .tick("2026-02-02T00:00:00Z");
        var ofBig = all(mid, FEB, "240", 0, "", "240");
        ofBig.setIncluded("0");
        ofBig.setPlan("big");
        var groupOfBig = group(EU, mid, FEB, "240", 0);
        groupOfBig.setPlan("big");
        log.statement(
                        1,
                        JAN,
                        FEB,
                        log.certificate(1, 0, 0, 1, "e1"),
                        List.of(
                                all(JAN, mid, "240", 1, "100", "140"),
                                group(EU, JAN, mid, "240", 1),
                                ofBig,
                                groupOfBig))
                .reading(
                        month("", JAN, FEB, "480", 1, "CLOSED"),
                        month("", FEB, MAR, "240", 0, "OPEN"),
                        month(EU, JAN, FEB, "480", 1, "CLOSED"),
                        month(EU, FEB, MAR, "240", 0, "OPEN"))
                .commit();
        assertEquals(List.of(), log.check().differences());
        for (int line = 2; line < 4; line++) {
            int at = line;
            var removed = log.change(
                    TopicCatalog.USAGE_STATEMENTS, 0, s -> s.getLines().remove(at));
            assertNamed("statement-line", removed.check());
            log.change(TopicCatalog.USAGE_STATEMENTS, 0, s -> s.getLines().add(at, at == 2 ? ofBig : groupOfBig));
        }
    }
}
