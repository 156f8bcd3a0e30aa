package io.tallyport.pipeline;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.LicenseEventV1;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Commands about the seats of a license, one after the other. */
final class SeatCalls {

    static final String ASSIGNED = "seats.assigned";
    static final String HELD = "seats.held";

    private final Harness h;
    private int commands;

    SeatCalls(Harness h) {
        this.h = h;
    }

    void assign(String member) {
        seat(LicenseCommandKind.SEAT_ASSIGN, "lic-1", member);
    }

    void release(String member) {
        seat(LicenseCommandKind.SEAT_RELEASE, "lic-1", member);
    }

    void seat(LicenseCommandKind kind, String license, String member) {
        send(LicenseCommandV1.newBuilder().setKind(kind).setLicense(license).setAttributes(Map.of("member", member)));
    }

    void changePlan(String plan) {
        send(LicenseCommandV1.newBuilder()
                .setKind(LicenseCommandKind.CHANGE_PLAN)
                .setLicense("lic-1")
                .setPlan(plan));
    }

    private void send(LicenseCommandV1.Builder command) {
        h.send(
                TopicCatalog.LICENSE_COMMANDS,
                command.getLicense(),
                command.setCommandId("seat-" + commands++)
                        .setAuthor("tester")
                        .setReason("test")
                        .build());
    }

    /** Sends what is asked next under the id of the first command again. */
    void beginAgain() {
        commands = 0;
    }

    LicenseEventV1 last() {
        var events = h.read(TopicCatalog.LICENSE_EVENTS);
        return events.get(events.size() - 1);
    }

    /** The last answer: its refusal and field, or its type and member. */
    String answer() {
        LicenseEventV1 event = last();
        return event.getRefusal().isEmpty()
                ? event.getType() + " " + event.getAttributes().get("member")
                : event.getRefusal() + " " + event.getField();
    }

    static Map<String, Object> catalog(List<? extends Map<String, ?>> quotas) {
        return Map.of(
                "format",
                1,
                "products",
                List.of(Map.of("id", "acme")),
                "plans",
                List.of(plan("starter", 3, quotas), plan("pro", 4, quotas), plan("none", null, List.of())));
    }

    private static Map<String, Object> plan(String id, @Nullable Integer seats, List<? extends Map<String, ?>> quotas) {
        return seats == null
                ? Map.of("id", id, "product", "acme")
                : Map.of("id", id, "product", "acme", "seats", seats, "quotas", quotas);
    }
}
