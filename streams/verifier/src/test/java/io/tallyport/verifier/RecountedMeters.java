package io.tallyport.verifier;

import static io.tallyport.verifier.StatementCasesTest.issued;
import static io.tallyport.verifier.StatementCheckTest.FEB;
import static io.tallyport.verifier.StatementCheckTest.JAN;
import static io.tallyport.verifier.StatementParts.line;
import static io.tallyport.verifier.StatementParts.month;
import static io.tallyport.verifier.StatementParts.of;
import static io.tallyport.verifier.StatementParts.total;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.EvidenceV1;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.PeriodZone;
import io.tallyport.wire.QuotaAlertKind;
import io.tallyport.wire.QuotaAlertStatus;
import io.tallyport.wire.QuotaAlertV1;
import io.tallyport.wire.StatementLineV1;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The log of a license whose plan changes within a month, before a revision brings a second version of each of its meters
 * that begins at ten in the morning: events of before and after that, one of which the new versions cannot measure.
 */
final class RecountedMeters {

    static final List<String> METERS = List.of("calls", "peak", "tokens", "visitors");
    private static final String MID = "2026-01-10T12:00:00Z";

    /** The meters of a revision; the second brings the second versions. */
    static String document(int revision) {
        var meters = new ArrayList<String>();
        for (int version = 1; version <= revision; version++) {
            String head = version == 1
                    ? "\"version\":1,\"windows\":[\"MONTH\"],\"eventType\":\"use\""
                    : "\"version\":2,\"windows\":[\"MONTH\"],\"eventType\":\"use\",\"from\":\"2026-01-10T10:00:00Z\"";
            String value = version == 1 ? "a" : "b";
            meters.add("{\"id\":\"calls\"," + head + ",\"aggregation\":\"COUNT\""
                    + (version == 1 ? "" : ",\"filter\":\"data.ok\"") + "}");
            meters.add("{\"id\":\"tokens\"," + head + ",\"aggregation\":\"SUM\",\"value\":\"" + value
                    + "\",\"groups\":[\"model\"]}");
            meters.add("{\"id\":\"peak\"," + head + ",\"aggregation\":\"MAX\",\"value\":\"" + value + "\"}");
            meters.add("{\"id\":\"visitors\"," + head + ",\"aggregation\":\"UNIQUE_COUNT\",\"value\":\""
                    + (version == 1 ? "who" : "user") + "\"}");
        }
        return "{\"format\":1,\"products\":[{\"id\":\"acme\"}],\"meters\":[" + String.join(",", meters)
                + "],\"features\":[],\"plans\":["
                + "{\"id\":\"small\",\"product\":\"acme\",\"included\":[{\"meter\":\"calls\",\"amount\":1},{\"meter\":\"tokens\",\"amount\":10}]},"
                + "{\"id\":\"big\",\"product\":\"acme\",\"included\":[{\"meter\":\"tokens\",\"amount\":20}],"
                + "\"quotas\":[{\"meter\":\"tokens\",\"limit\":30,\"per\":\"MONTH\",\"kind\":\"SOFT\",\"thresholds\":[]}]}]}";
    }

    /** A payload: what the first versions count, and what the second do. */
    static Map<String, Object> data(long a, long b, String model, String who, String user, boolean ok) {
        return Map.of("a", a, "b", b, "model", model, "who", who, "user", user, "ok", ok);
    }

    /** Up to where the license waits. */
    static StatementLog waiting() {
        return issued(document(1))
                .counted("e1", "use", "2026-01-10T09:59:59.999Z", data(1, 10, "x", "p", "u", true), PeriodZone.OPEN)
                .counted("e2", "use", "2026-01-10T10:00:00Z", data(2, 20, "x", "q", "u", true), PeriodZone.OPEN)
                .command(LicenseCommandKind.CHANGE_PLAN, "c2", "big", Map.of(), "PLAN_CHANGED", "")
                .counted("e3", "use", "2026-01-10T11:00:00Z", data(3, 5, "y", "q", "w", false), PeriodZone.OPEN)
                .counted(
                        "e4",
                        "use",
                        "2026-01-10T12:00:01Z",
                        Map.of("a", 4L, "model", "x", "who", "r", "ok", true),
                        PeriodZone.OPEN)
                .reading(
                        month("calls", "", JAN, FEB, "4", 4, "OPEN"),
                        month("peak", "", JAN, FEB, "4", 4, "OPEN"),
                        month("tokens", "", JAN, FEB, "10", 4, "OPEN"),
                        month("tokens", "model=x", JAN, FEB, "7", 3, "OPEN"),
                        month("tokens", "model=y", JAN, FEB, "3", 1, "OPEN"),
                        month("visitors", "", JAN, FEB, "3", 4, "OPEN"))
                .commit()
                .tick("2026-01-10T12:30:00Z")
                .revision(2, document(2))
                .reading(
                        of(1, true, month("calls", "", JAN, FEB, "4", 4, "OPEN")),
                        of(1, true, month("peak", "", JAN, FEB, "4", 4, "OPEN")))
                .commit()
                .counted("e5", "use", "2026-01-10T12:15:00Z", data(6, 7, "y", "s", "w", true), PeriodZone.OPEN)
                .reading(
                        of(2, true, month("calls", "", JAN, FEB, "1", 1, "OPEN")),
                        of(2, true, month("peak", "", JAN, FEB, "7", 1, "OPEN")),
                        of(2, true, month("tokens", "", JAN, FEB, "7", 1, "OPEN")),
                        of(2, true, month("tokens", "model=y", JAN, FEB, "7", 1, "OPEN")),
                        of(2, true, month("visitors", "", JAN, FEB, "1", 1, "OPEN")))
                .commit();
    }

    /** What an answer says of itself; its totals nobody reads here. */
    static Map<String, Object> answer(String meter, long revision, int part, int parts, String... ids) {
        return new HashMap<>(Map.of(
                "meter",
                meter,
                "revision",
                revision,
                "part",
                (long) part,
                "parts",
                (long) parts,
                "events",
                (long) ids.length,
                "digest",
                StatementParts.digest(ids)));
    }

    /** With all meters switched, and what they are read as after it. */
    static StatementLog switched() {
        var log = waiting();
        var cause = log.last(TopicCatalog.CATALOG_REVISIONS);
        for (String meter : METERS) {
            int parts = meter.equals("tokens") ? 2 : 1;
            for (int part = 1; part <= parts; part++) {
                log.recounted(
                        answer(meter, 2, part, parts, "e1", "e2", "e3", "e4"),
                        cause,
                        part < parts ? "RECOUNT_PART" : "RECOUNT");
            }
            if (meter.equals("tokens")) {
                log.publish(TopicCatalog.QUOTA_ALERTS, breach(log.last(TopicCatalog.USAGE_EVENTS), "33"));
            }
        }
        return log.reading(
                        month("calls", "", JAN, FEB, "1", 1, "OPEN"),
                        of(2, false, month("calls", "", JAN, FEB, "3", 3, "OPEN")),
                        month("peak", "", JAN, FEB, "1", 1, "OPEN"),
                        of(2, false, month("peak", "", JAN, FEB, "20", 3, "OPEN")),
                        month("tokens", "", JAN, FEB, "1", 1, "OPEN"),
                        month("tokens", "model=x", JAN, FEB, "1", 1, "OPEN"),
                        month("tokens", "model=y", JAN, FEB, "0", 0, "OPEN"),
                        of(2, false, month("tokens", "", JAN, FEB, "32", 3, "OPEN")),
                        of(2, false, month("tokens", "model=x", JAN, FEB, "20", 1, "OPEN")),
                        of(2, false, month("tokens", "model=y", JAN, FEB, "12", 2, "OPEN")),
                        month("visitors", "", JAN, FEB, "1", 1, "OPEN"),
                        of(2, false, month("visitors", "", JAN, FEB, "2", 3, "OPEN")))
                .commit();
    }

    /** The soft limit of thirty tokens is passed by the answer, and by no event. */
    static QuotaAlertV1 breach(Place origin, String used) {
        return QuotaAlertV1.newBuilder()
                .setAlertId("lic-1/quota/tokens/MONTH/" + StatementParts.at(JAN) + "/breach")
                .setStatus(QuotaAlertStatus.OPENED)
                .setKind(QuotaAlertKind.BREACH)
                .setLicense("lic-1")
                .setMeter("tokens")
                .setWindow("MONTH")
                .setFromMs(StatementParts.at(JAN))
                .setUsed(used)
                .setLimit("30")
                .setHard(false)
                .setEvidence(EvidenceV1.newBuilder()
                        .setRule("quota/tokens/MONTH")
                        .setCatalogRevision(2)
                        .setTopic(origin.topic())
                        .setPartition(0)
                        .setOffset(origin.offset())
                        .setInputs(Map.of(
                                "used", used,
                                "limit", "30",
                                "window", "MONTH",
                                "windowFromMs", Long.toString(StatementParts.at(JAN)),
                                "hard", "false",
                                "meter", "tokens"))
                        .build())
                .build();
    }

    /** With the statement of the month, in the two parts that two plans held in. */
    static StatementLog stated() {
        var log = switched().tick("2026-02-02T00:00:00Z");
        var statement = log.head(1, JAN, FEB, log.certificate(5, 5, 0, 5, "e1", "e2", "e3", "e4", "e5"), lines());
        statement.setCatalogRevision(2);
        return log.publish(TopicCatalog.USAGE_STATEMENTS, statement).commit();
    }

    private static List<StatementLineV1> lines() {
        return List.of(
                total(line("small", "calls", "", JAN, MID, "1", 1), "1", "1", "0"),
                of(2, total(line("small", "calls", "", JAN, MID, "1", 1), "0", "", "1")),
                total(line("small", "peak", "", JAN, MID, "1", 1), "0", "", "1"),
                of(2, total(line("small", "peak", "", JAN, MID, "20", 2), "0", "", "20")),
                total(line("small", "tokens", "", JAN, MID, "1", 1), "10", "1", "0"),
                line("small", "tokens", "model=x", JAN, MID, "1", 1),
                of(2, total(line("small", "tokens", "", JAN, MID, "25", 2), "9", "9", "16")),
                of(2, line("small", "tokens", "model=x", JAN, MID, "20", 1)),
                of(2, line("small", "tokens", "model=y", JAN, MID, "5", 1)),
                total(line("small", "visitors", "", JAN, MID, "1", 1), "0", "", "1"),
                of(2, total(line("small", "visitors", "", JAN, MID, "2", 2), "0", "", "2")),
                of(2, total(line("big", "calls", "", MID, FEB, "2", 2), "0", "", "2")),
                of(2, total(line("big", "peak", "", MID, FEB, "7", 1), "0", "", "7")),
                of(2, total(line("big", "tokens", "", MID, FEB, "7", 1), "10", "7", "0")),
                of(2, line("big", "tokens", "model=y", MID, FEB, "7", 1)),
                of(2, total(line("big", "visitors", "", MID, FEB, "1", 1), "0", "", "1")));
    }

    private RecountedMeters() {}
}
