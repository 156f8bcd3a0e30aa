package io.tallyport.port;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.statement.PeriodText;
import io.tallyport.port.statement.UnattributedJson;
import io.tallyport.readmodel.ReadModel;
import java.util.Map;
import java.util.function.Supplier;

/** What no license owns. */
final class UnattributedRoutes {

    private final Supplier<PortBackend> backend;
    private final ReadModel readModel;

    UnattributedRoutes(Supplier<PortBackend> backend, ReadModel readModel) {
        this.backend = backend;
        this.readModel = readModel;
    }

    void addTo(Map<String, RouteHandler> handlers) {
        handlers.put("unattributed", RouteHandler.of(this::unattributed));
    }

    private Answer unattributed(RouteCall call) {
        String period = call.query("period");
        if (period.isEmpty()) {
            throw Problem.badInput("MISSING", "period", "period is required, as 2026-01")
                    .asException();
        }
        var month = PeriodText.month(period);
        var found = readModel.unattributed(UnattributedJson.startMs(month));
        ObjectNode node =
                UnattributedJson.of(month, found.value(), backend.get().partitions());
        return Answer.ok(ReadAnswers.readAt(node, found));
    }
}
