package io.tallyport.port;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.client.EntitlementView;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.RecordJson;
import io.tallyport.port.answer.RequestFields;
import io.tallyport.port.license.RenewalRequest;
import io.tallyport.readmodel.ReadModel;
import io.tallyport.wire.LicenseCommandKind;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The life of a license: the commands that begin it, end it and go on with it, and what became of it. */
final class LicenseLifeRoutes {

    private static final int TIMELINE_LIMIT = 1_000;
    private static final Set<String> CHANGE_FIELDS = Set.of("author", "reason", "commandId");

    private final Supplier<PortBackend> backend;
    private final EntitlementView view;
    private final ReadModel readModel;

    LicenseLifeRoutes(Supplier<PortBackend> backend, EntitlementView view, ReadModel readModel) {
        this.backend = backend;
        this.view = view;
        this.readModel = readModel;
    }

    void addTo(Map<String, RouteHandler> handlers) {
        handlers.put("license-activate", change(LicenseCommandKind.ACTIVATE));
        handlers.put("license-suspend", change(LicenseCommandKind.SUSPEND));
        handlers.put("license-resume", change(LicenseCommandKind.RESUME));
        handlers.put("license-renew", call -> {
            var fields = RequestFields.of(call.body(), RenewalRequest.FIELDS);
            var change = call.unreasoned(LicenseCommandKind.RENEW, fields, RenewalRequest.attributes(fields));
            return backend.get().commands().change(change);
        });
        handlers.put("license-revoke", change(LicenseCommandKind.REVOKE));
        handlers.put("license-reinstate", call -> {
            var fields = RequestFields.of(call.body(), CHANGE_FIELDS);
            var change = call.change(LicenseCommandKind.REINSTATE, fields, "", Map.of());
            return backend.get().commands().change(change);
        });
        handlers.put("license-release", change(LicenseCommandKind.RELEASE));
        handlers.put("license-timeline", RouteHandler.of(this::timeline));
    }

    private RouteHandler change(LicenseCommandKind kind) {
        return call -> {
            var fields = RequestFields.of(call.body(), CHANGE_FIELDS);
            return backend.get().commands().change(call.unreasoned(kind, fields, Map.of()));
        };
    }

    private Answer timeline(RouteCall call) {
        String license = call.license();
        String at = call.query("at");
        Long limit = call.number("limit", 1, TIMELINE_LIMIT);
        if (!at.isEmpty()) {
            if (limit != null) {
                throw Problem.badInput("MALFORMED", "limit", "limit is for the list of events, at for one instant")
                        .asException();
            }
            return then(license, RequestFields.instantMs("at", at));
        }
        var events = readModel.timeline(license, limit == null ? TIMELINE_LIMIT : limit.intValue());
        if (events.value().isEmpty()) {
            requireKnown(license);
        }
        ObjectNode node = Json.object().put("license", license);
        node.setAll(ReadAnswers.list("events", events));
        return Answer.ok(node);
    }

    private Answer then(String license, long atMs) {
        var found = readModel.licenseAt(license, atMs);
        if (found.value().isEmpty()) {
            if (readModel.timeline(license, 1).value().isEmpty()) {
                requireKnown(license);
            }
            throw Problem.of(
                            404,
                            "LICENSE_UNKNOWN_THEN",
                            "license " + license + " was not issued yet at " + Json.instant(atMs))
                    .asException();
        }
        ObjectNode node = RecordJson.of(found.value().get()).put("at", Json.instant(atMs));
        return Answer.ok(ReadAnswers.readAt(node, found));
    }

    private void requireKnown(String license) {
        if (view.find(license).isEmpty()) {
            throw LicenseRoutes.unknown(license);
        }
    }
}
