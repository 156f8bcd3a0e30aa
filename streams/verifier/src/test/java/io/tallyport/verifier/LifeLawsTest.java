package io.tallyport.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.LicenseEventV1;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each event of a life is there once, in its order, and says what is so; whatever else is said is named by its place. */
class LifeLawsTest {

    private static final Map<String, Consumer<LicenseEventV1>> FORGERIES = forgeries();

    private static Map<String, Consumer<LicenseEventV1>> forgeries() {
        var all = new LinkedHashMap<String, Consumer<LicenseEventV1>>();
        all.put("state", event -> event.setState(event.getState().equals("TRIAL") ? "ACTIVE" : "TRIAL"));
        all.put("atMs", event -> event.setAtMs(event.getAtMs() + 1));
        all.put("expiresAtMs", event -> event.setExpiresAtMs(other(event.getExpiresAtMs())));
        all.put("graceUntilMs", event -> event.setGraceUntilMs(other(event.getGraceUntilMs())));
        all.put("startedAtMs", event -> event.setStartedAtMs(other(event.getStartedAtMs())));
        all.put("startsAtMs", event -> event.setStartsAtMs(other(event.getStartsAtMs())));
        all.put("trial", event -> event.setTrial(!event.getTrial()));
        all.put("fixedEnd", event -> event.setFixedEnd(!event.getFixedEnd()));
        all.put("renews", event -> event.setRenews(!event.getRenews()));
        all.put("nextPlan", event -> event.setNextPlan(event.getNextPlan() + "s"));
        all.put("oldKeyUntilMs", event -> event.setOldKeyUntilMs(other(event.getOldKeyUntilMs())));
        all.put("nextPlanAtMs", event -> event.setNextPlanAtMs(other(event.getNextPlanAtMs())));
        return all;
    }

    private static long other(@org.jspecify.annotations.Nullable Long ms) {
        return ms == null ? StatementParts.at("2026-05-01T00:00:00Z") : ms + 1;
    }

    private static int events(StatementLog log) {
        return Math.toIntExact(log.last(TopicCatalog.LICENSE_EVENTS).offset()) + 1;
    }

    @Test
    void whatIsRightHasNoDifference() {
        LifeStories.all().forEach((name, story) -> {
            var findings = story.get().check();
            assertEquals(List.of(), findings.differences(), name);
            assertEquals(Long.valueOf(events(story.get())), findings.checked().get("license.events"), name);
        });
    }

    @Test
    void eachFieldThatIsForgedIsNamedByItsPlace() {
        LifeStories.all().forEach((name, story) -> {
            for (int event = 0; event < events(story.get()); event++) {
                var place = new Place(TopicCatalog.LICENSE_EVENTS.name(), 0, event);
                for (var forgery : FORGERIES.entrySet()) {
                    var log = story.get().change(TopicCatalog.LICENSE_EVENTS, event, forgery.getValue()::accept);
                    assertTrue(
                            log.check().differences().stream()
                                    .anyMatch(one -> one.at().equals(place)
                                            && one.law().equals("life-event")
                                            && one.detail().contains(" " + forgery.getKey() + " ")),
                            name + " " + event + " " + forgery.getKey() + ": "
                                    + log.check().differences());
                }
            }
        });
    }

    @Test
    void aRenewalNamesWhatWasAsked() {
        for (var attributes : List.of(Map.of("until", "2026-12-30T00:00:00Z"), Map.<String, String>of())) {
            var log = LifeStories.monthly()
                    .change(TopicCatalog.LICENSE_EVENTS, 6, event -> event.setAttributes(attributes));
            StatementCheckTest.assertNamed("command-answer", log.check());
        }
    }

    /** One that nobody commanded is missed where it was due; the others are unanswered commands. */
    @Test
    void eachEventThatIsDroppedIsMissed() {
        LifeStories.all().forEach((name, story) -> {
            for (int event = 0; event + 1 < events(story.get()); event++) {
                var types = new java.util.ArrayList<String>();
                story.get()
                        .forEach(
                                TopicCatalog.LICENSE_EVENTS,
                                one -> types.add(
                                        one.getCommandId().isEmpty() ? "life-event-missing" : "command-unanswered"));
                for (boolean hides : List.of(false, true)) {
                    int dropped = event;
                    var log = story.get().remove(TopicCatalog.LICENSE_EVENTS, event);
                    if (hides) {
                        renumbered(log);
                    }
                    assertTrue(
                            log.check().differences().stream()
                                    .anyMatch(one -> one.law().equals(types.get(dropped))
                                            || hides && one.law().startsWith("life-event")),
                            name + " " + event + ": " + log.check().differences());
                }
            }
        });
    }

    private static void renumbered(StatementLog log) {
        long[] version = {0};
        log.forEach(TopicCatalog.LICENSE_EVENTS, event -> event.setVersion(++version[0]));
    }

    @Test
    void eachEventThatIsSaidTwiceOrTooLateIsNamed() {
        LifeStories.all().forEach((name, story) -> {
            for (int event = 0; event < events(story.get()); event++) {
                for (boolean moved : List.of(false, true)) {
                    int[] at = {0};
                    int which = event;
                    var log = story.get();
                    var said = new java.util.ArrayList<LicenseEventV1>();
                    log.forEach(TopicCatalog.LICENSE_EVENTS, one -> {
                        if (at[0]++ == which) {
                            said.add(LicenseEventV1.newBuilder(one).build());
                        }
                    });
                    if (moved && event + 1 == events(log)
                            || !said.get(0).getCommandId().isEmpty()) {
                        continue;
                    }
                    if (moved) {
                        log.remove(TopicCatalog.LICENSE_EVENTS, event);
                    }
                    log.publish(TopicCatalog.LICENSE_EVENTS, said.get(0));
                    renumbered(log);
                    var last = log.last(TopicCatalog.LICENSE_EVENTS);
                    assertTrue(
                            log.check().differences().stream()
                                    .anyMatch(one ->
                                            one.at().equals(last) && one.law().equals("life-event-unfounded")),
                            name + " " + event + ": " + log.check().differences());
                }
            }
        });
    }
}
