package io.tallyport.verifier;

import static io.tallyport.verifier.StatementParts.at;

import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.EntitlementSnapshotV1;
import io.tallyport.wire.EntitlementUpdateV1;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseEventV1;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Logs of a license that lives by its term. What each event says is written down by the tests: a state, and a term as in
 * {@code "started=2026-01-01T00:00:00Z end=2026-02-01T00:00:00Z grace=2026-02-03T00:00:00Z renews"}, and behind it what is
 * scheduled, as in {@code "next=pro@2026-01-20T00:00:00Z"}, and until when the key before is taken: {@code "old=2026-01-11T00:00:00Z"}.
 */
final class LifeLogs {

    static final String PLANS = "plan(endless),"
            + "plan(monthly,'validity':{'for':'P1M','expiryGrace':'P2D'}),"
            + "plan(auto,'validity':{'for':'P1M','renews':true,'expiryGrace':'PT12H'}),"
            + "plan(tried,'trial':'P14D','validity':{'for':'P1Y','expiryGrace':'P7D'}),"
            + "plan(triedAuto,'trial':'P14D','validity':{'for':'P1M','renews':true}),"
            + "plan(byHand,'validity':{'for':'P1M','from':'activation'}),"
            + "plan(used,'validity':{'for':'P30D','from':'use'}),"
            + "plan(fromNow,'validity':{'for':'P10D','renewFrom':'now'}),"
            + "plan(tryOnly,'trial':'P20D')";

    /** A catalog of plans, each as {@code plan(id)} or {@code plan(id,more)}. */
    static String document(String plans) {
        String all = plans.replaceAll("plan\\((\\w+),?([^)]*)\\)", "{'id':'$1','product':'acme',$2}")
                .replace(",}", "}");
        return ("{'format':1,'products':[{'id':'acme'}],'meters':["
                        + "{'id':'calls','eventType':'call','aggregation':'COUNT','windows':['MONTH']}],"
                        + "'features':[],'plans':[" + all + "]}")
                .replace('\'', '"');
    }

    /** A log with the plans that there are, at an instant. */
    static StatementLog begun(String instant) {
        return new StatementLog().tick(instant).revision(1, document(PLANS));
    }

    static StatementLog issued(StatementLog log, String plan, String state, String term) {
        return answered(log, LicenseCommandKind.ISSUE, "issue", plan, "", "ISSUED", state, term);
    }

    /** The same with a start and an end that are said; either may be empty. */
    static StatementLog issued(StatementLog log, String plan, String starts, String ends, String state, String term) {
        return changeLast(issued(log, plan, state, term), TopicCatalog.LICENSE_COMMANDS, command -> {
            command.setStartsAtMs(instant(starts));
            command.setExpiresAtMs(instant(ends));
        });
    }

    /** Changes the last record of a topic. */
    static <T extends SpecificRecord> StatementLog changeLast(
            StatementLog log, TallyTopic<T> topic, Consumer<T> change) {
        return log.change(topic, Math.toIntExact(log.last(topic).offset()), change);
    }

    /** A command that is done; what it names is {@code key=value}, for CHANGE_PLAN behind a plan. */
    static StatementLog done(
            StatementLog log, LicenseCommandKind kind, String names, String type, String state, String term) {
        return answered(
                log, kind, kind + "@" + log.last(TopicCatalog.LICENSE_COMMANDS).offset(), "", names, type, state, term);
    }

    static StatementLog refused(
            StatementLog log, LicenseCommandKind kind, String names, String refusal, String state, String term) {
        String id = kind + "@" + log.last(TopicCatalog.LICENSE_COMMANDS).offset();
        return said(log.command(kind, id, plan(kind, names), attributes(names), "REFUSED", refusal), state, term);
    }

    private static StatementLog answered(
            StatementLog log,
            LicenseCommandKind kind,
            String id,
            String plan,
            String names,
            String type,
            String state,
            String term) {
        String of = plan.isEmpty() ? plan(kind, names) : plan;
        var attributes = attributes(names);
        var answered = said(log.command(kind, id, of, attributes, type, ""), state, term);
        return type.equals("PLAN_CHANGE_SCHEDULED")
                ? changeLast(answered, TopicCatalog.LICENSE_EVENTS, event -> event.setAttributes(attributes))
                : answered;
    }

    private static String plan(LicenseCommandKind kind, String names) {
        return kind == LicenseCommandKind.CHANGE_PLAN ? names.split(" ")[0] : "";
    }

    private static Map<String, String> attributes(String names) {
        var attributes = new HashMap<String, String>();
        for (String one : names.split(" ")) {
            if (one.contains("=")) {
                attributes.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
            }
        }
        return attributes;
    }

    /** What time did, with the last tick. */
    static StatementLog happened(StatementLog log, String type, String instant, String state, String term) {
        var last = TopicCatalog.sources().get(TopicCatalog.sources().size() - 1);
        return said(
                log.event(
                        type,
                        "",
                        "",
                        "",
                        "",
                        at(instant),
                        1,
                        last,
                        log.last(last).offset()),
                state,
                term);
    }

    /** The license gets another key. */
    static StatementLog rekeyed(StatementLog log, String hash, String names, String state, String term) {
        return changeLast(
                done(log, LicenseCommandKind.REKEY, names, "REKEYED", state, term),
                TopicCatalog.LICENSE_COMMANDS,
                command -> command.setKeyHash(hash));
    }

    /** The plan that was scheduled holds. */
    static StatementLog planChanged(StatementLog log, String plan, String instant, String state, String term) {
        return changeLast(
                happened(log, "PLAN_CHANGED", instant, state, term),
                TopicCatalog.LICENSE_EVENTS,
                event -> event.setPlan(plan));
    }

    /** Says of the last event what state and term are after it. */
    static StatementLog said(StatementLog log, String state, String term) {
        return changeLast(log, TopicCatalog.LICENSE_EVENTS, event -> say(event, state, term));
    }

    static void say(LicenseEventV1 event, String state, String term) {
        var words = new HashMap<String, String>();
        for (String word : term.split(" ")) {
            int mark = word.indexOf('=');
            words.put(mark < 0 ? word : word.substring(0, mark), mark < 0 ? "" : word.substring(mark + 1));
        }
        String end = words.getOrDefault("end", "");
        event.setState(state);
        event.setStartsAtMs(instant(words.getOrDefault("starts", "")));
        event.setStartedAtMs(instant(words.getOrDefault("started", "")));
        event.setExpiresAtMs(instant(end));
        event.setGraceUntilMs(instant(words.getOrDefault("grace", end)));
        event.setTrial(words.containsKey("trial"));
        event.setFixedEnd(words.containsKey("fixed"));
        event.setRenews(words.containsKey("renews"));
        event.setOldKeyUntilMs(instant(words.getOrDefault("old", "")));
        String[] next = words.getOrDefault("next", "@").split("@", -1);
        event.setNextPlan(next[0]);
        event.setNextPlanAtMs(instant(next[1]));
    }

    static @Nullable Long instant(String text) {
        return text.isEmpty() ? null : Long.valueOf(at(text));
    }

    /** A snapshot that was decided at an instant, with the key of the issue. */
    static StatementLog snapshot(
            StatementLog log, long version, String instant, String state, String reason, String ends, String grace) {
        return log.publish(
                TopicCatalog.ENTITLEMENT_SNAPSHOTS,
                EntitlementUpdateV1.newBuilder()
                        .setSnapshot(EntitlementSnapshotV1.newBuilder()
                                .setLicense(StatementLog.LICENSE)
                                .setVersion(version)
                                .setKeyHash("hash")
                                .setState(state)
                                .setReason(reason)
                                .setExpiresAtMs(instant(ends))
                                .setGraceUntilMs(instant(grace))
                                .setDecidedAtMs(at(instant))
                                .build())
                        .build());
    }

    private LifeLogs() {}
}
