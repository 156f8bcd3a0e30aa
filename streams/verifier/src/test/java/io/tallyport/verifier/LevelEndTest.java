package io.tallyport.verifier;

import static io.tallyport.verifier.LeveledMeters.APR;
import static io.tallyport.verifier.LeveledMeters.all;
import static io.tallyport.verifier.LeveledMeters.document;
import static io.tallyport.verifier.LeveledMeters.gb;
import static io.tallyport.verifier.LeveledMeters.group;
import static io.tallyport.verifier.LeveledMeters.reading;
import static io.tallyport.verifier.StatementCasesTest.issued;
import static io.tallyport.verifier.StatementCheckTest.FEB;
import static io.tallyport.verifier.StatementCheckTest.JAN;
import static io.tallyport.verifier.StatementCheckTest.MAR;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.PeriodZone;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A level behind the end of its license, and one of which a plan begins within a month. */
class LevelEndTest {

    private static final String EU = "region=eu";

    private static MeterReadingV1 month(String group, String from, String to, String value, long events, String zone) {
        return reading("MONTH", group, from, to, value, "10", events, zone);
    }

    /** It goes on, and is read out; but nothing is owed for it, so no statement is. */
    @Test
    void behindItsEndALicenseOwesNothingForALevelThatGoesOn() {
        var log = issued(document(",\"windows\":[\"MONTH\"]", ""))
                .tick("2026-01-30T00:00:00Z")
                .counted("e1", "store", "2026-01-30T00:00:00Z", gb("10", "eu"), PeriodZone.OPEN)
                .command(LicenseCommandKind.REVOKE, "c2", "", Map.of(), "REVOKED", "")
                .reading(month("", JAN, FEB, "0", 1, "OPEN"), month(EU, JAN, FEB, "0", 1, "OPEN"))
                .commit()
                .tick("2026-02-02T00:00:00Z");
        log.statement(
                        1,
                        JAN,
                        FEB,
                        log.certificate(1, 0, 0, 1, "e1"),
                        List.of(all(JAN, FEB, "480", 1, "100", "380"), group(EU, JAN, FEB, "480", 1)))
                .reading(
                        month("", JAN, FEB, "480", 1, "CLOSED"),
                        month("", FEB, MAR, "240", 0, "OPEN"),
                        month(EU, JAN, FEB, "480", 1, "CLOSED"),
                        month(EU, FEB, MAR, "240", 0, "OPEN"))
                .commit()
                .tick("2026-03-02T00:00:00Z")
                .reading(
                        month("", FEB, MAR, "6720", 0, "GRACE"),
                        month("", MAR, APR, "240", 0, "OPEN"),
                        month(EU, FEB, MAR, "6720", 0, "GRACE"),
                        month(EU, MAR, APR, "240", 0, "OPEN"))
                .commit();
        for (int hour = 2; hour < 6; hour++) {
            log.tick("2026-03-03T0" + hour + ":00:00Z");
        }
        assertEquals(List.of(), log.commit().check().differences());
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
            StatementCheckTest.assertNamed("statement-line", removed.check());
            log.change(TopicCatalog.USAGE_STATEMENTS, 0, s -> s.getLines().add(at, at == 2 ? ofBig : groupOfBig));
        }
    }
}
