package io.tallyport.pipeline;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.LicenseEventV1;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Licenses of plans that have a term, and what their timelines say. */
final class LifeCalls {

    private final Harness h;
    private int commands;

    LifeCalls(Harness h) {
        this.h = h;
    }

    void issue(String license, String plan) {
        send(builder(LicenseCommandKind.ISSUE, license)
                .setProduct("acme")
                .setPlan(plan)
                .setCustomer("cust")
                .setKeyHash("hash-" + license)
                .build());
    }

    void issueFrom(String license, String plan, Instant startsAt) {
        send(builder(LicenseCommandKind.ISSUE, license)
                .setProduct("acme")
                .setPlan(plan)
                .setCustomer("cust")
                .setKeyHash("hash-" + license)
                .setStartsAtMs(startsAt.toEpochMilli())
                .build());
    }

    void tell(LicenseCommandKind kind, String license, Map<String, String> attributes) {
        send(builder(kind, license).setAttributes(attributes).build());
    }

    void rekey(String license, String keyHash, String overlap) {
        send(builder(LicenseCommandKind.REKEY, license)
                .setKeyHash(keyHash)
                .setAttributes(Map.of("overlap", overlap))
                .build());
    }

    void changePlan(String license, String plan, String at) {
        send(builder(LicenseCommandKind.CHANGE_PLAN, license)
                .setPlan(plan)
                .setAttributes(Map.of("at", at))
                .build());
    }

    void assign(String license, String member) {
        tell(LicenseCommandKind.SEAT_ASSIGN, license, Map.of("member", member));
    }

    private LicenseCommandV1.Builder builder(LicenseCommandKind kind, String license) {
        return LicenseCommandV1.newBuilder()
                .setKind(kind)
                .setLicense(license)
                .setCommandId("life-" + commands++)
                .setAuthor("tester")
                .setReason("test");
    }

    private void send(LicenseCommandV1 command) {
        h.send(TopicCatalog.LICENSE_COMMANDS, command.getLicense(), command);
    }

    List<LicenseEventV1> events(String license) {
        return h.read(TopicCatalog.LICENSE_EVENTS).stream()
                .filter(event -> event.getLicense().equals(license))
                .toList();
    }

    /** What happened to a license: when, what, and the state after it. */
    List<String> story(String license) {
        return events(license).stream()
                .map(event -> Instant.ofEpochMilli(event.getAtMs()) + " "
                        + (event.getRefusal().isEmpty() ? event.getType() : event.getRefusal()) + " "
                        + event.getState())
                .toList();
    }

    /** Plans of each kind of term, each with three seats. */
    static Map<String, Object> catalog() {
        return Map.of(
                "format",
                1,
                "products",
                List.of(Map.of("id", "acme")),
                "meters",
                List.of(Map.of("id", "calls", "eventType", "api.call", "aggregation", "COUNT")),
                "features",
                List.of(Map.of("id", "flag", "kind", "BOOLEAN")),
                "plans",
                List.of(
                        plan("monthly", Map.of("for", "P1M", "renews", true, "expiryGrace", "P7D")),
                        plan("brief", Map.of("for", "P10D", "expiryGrace", "P2D")),
                        plan("used", Map.of("for", "P30D", "from", "use")),
                        plan("yearly", Map.of("for", "P1Y"))));
    }

    private static Map<String, Object> plan(String id, Map<String, Object> validity) {
        return Map.of("id", id, "product", "acme", "seats", 3, "features", List.of("flag"), "validity", validity);
    }
}
