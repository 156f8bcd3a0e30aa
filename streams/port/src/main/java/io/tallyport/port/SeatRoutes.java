package io.tallyport.port;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.RequestFields;
import io.tallyport.port.statement.StatementBook;
import io.tallyport.readmodel.Seat;
import io.tallyport.wire.LicenseCommandKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Named seats of licenses: who has one, and the commands that give and take them. */
final class SeatRoutes {

    private static final String MEMBER = "member";
    private static final Set<String> FIELDS = Set.of(MEMBER, "author", "reason", "commandId");

    private final Supplier<PortBackend> backend;
    private final StatementBook book;
    private final Function<String, io.tallyport.readmodel.Answer<List<Seat>>> seats;

    /**
     * @param book knows which licenses there are
     * @param seats the seats of a license that are assigned
     */
    SeatRoutes(
            Supplier<PortBackend> backend,
            StatementBook book,
            Function<String, io.tallyport.readmodel.Answer<List<Seat>>> seats) {
        this.backend = backend;
        this.book = book;
        this.seats = seats;
    }

    void addTo(Map<String, RouteHandler> handlers) {
        handlers.put("seat-assign", change(LicenseCommandKind.SEAT_ASSIGN));
        handlers.put("seat-release", change(LicenseCommandKind.SEAT_RELEASE));
        handlers.put("seat-list", RouteHandler.of(this::list));
    }

    private RouteHandler change(LicenseCommandKind kind) {
        return call -> {
            var fields = RequestFields.of(call.body(), FIELDS);
            var member = Map.of(MEMBER, fields.required(MEMBER));
            return backend.get().commands().change(call.change(kind, fields, "", member));
        };
    }

    private Answer list(RouteCall call) {
        String license = call.license();
        var assigned = seats.apply(license);
        if (assigned.value().isEmpty() && !book.knows(license)) {
            throw Problem.of(404, "LICENSE_UNKNOWN", "there is no license " + license)
                    .asException();
        }
        ObjectNode node = Json.object().put("license", license);
        node.setAll(ReadAnswers.list("seats", assigned));
        return Answer.ok(node);
    }
}
