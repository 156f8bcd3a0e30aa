package io.tallyport.port.correction;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.correction.EventSearch.Part;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageVerdictV1;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What became of the events of one call. */
final class CorrectionTally {

    private static final int LISTED = 100;
    private static final int SAMPLE = 20;

    private final CorrectionRequest request;
    private final Map<String, Integer> licenses = new TreeMap<>();
    private final List<ObjectNode> sample = new ArrayList<>();
    private final Map<String, Integer> refused = new TreeMap<>();
    private final List<ObjectNode> errors = new ArrayList<>();
    private int found;
    private int undecided;
    private int unanswered;
    private int corrected;
    private int repeated;
    private int pending;
    private @Nullable UsageVerdictV1 lastRefusal;

    CorrectionTally(CorrectionRequest request) {
        this.request = request;
    }

    /** How many events were found. */
    int found() {
        return found;
    }

    void found(Part part) {
        found += part.counted().size();
        undecided += part.undecided();
        unanswered += part.unanswered();
        for (CountedEvent one : part.counted()) {
            UsageEventV1 event = one.event();
            if (licenses.size() < LISTED || licenses.containsKey(event.getLicense())) {
                licenses.merge(event.getLicense(), 1, Integer::sum);
            }
            if (request.dryRun() && sample.size() < SAMPLE) {
                sample.add(line(event).put("type", event.getType()).put("time", Json.instant(event.getTimeMs())));
            }
        }
    }

    /** Notes the verdict on a correction; null if none came in time. */
    void count(UsageEventV1 original, @Nullable UsageVerdictV1 verdict) {
        if (verdict == null) {
            pending++;
            return;
        }
        switch (verdict.getKind()) {
            case CORRECTED -> corrected++;
            case DUPLICATE -> repeated++;
            default -> {
                lastRefusal = verdict;
                String code = verdict.getReason().isEmpty() ? verdict.getKind().name() : verdict.getReason();
                refused.merge(code, 1, Integer::sum);
                if (errors.size() < LISTED) {
                    errors.add(line(original).put("code", code).put("reason", verdict.getDetail()));
                }
            }
        }
    }

    /** Fails with the reason if the only event was refused. */
    void requireTaken() {
        var refusal = lastRefusal;
        if (refusal != null) {
            throw Problem.refused(
                            refusal.getReason(),
                            refusal.getField().isEmpty() ? null : refusal.getField(),
                            refusal.getDetail())
                    .asException();
        }
        if (pending > 0) {
            throw Problem.of(
                            504,
                            "OUTCOME_UNKNOWN",
                            "no verdict came in time. Send it again with commandId " + request.commandId()
                                    + " to learn it")
                    .asException();
        }
    }

    ObjectNode answer() {
        ObjectNode answer = Json.object().put("commandId", request.commandId());
        if (request.dryRun()) {
            answer.put("dryRun", true);
        }
        answer.put("found", Math.max(found, corrected + repeated));
        answer.put("corrected", corrected).put("repeated", repeated);
        var codes = answer.putObject("refused");
        refused.forEach(codes::put);
        answer.put("pending", pending + undecided).put("unanswered", unanswered);
        var byLicense = answer.putObject("licenses");
        licenses.forEach(byLicense::put);
        if (!sample.isEmpty()) {
            answer.putArray("sample").addAll(sample);
        }
        if (!errors.isEmpty()) {
            answer.putArray("errors").addAll(errors);
        }
        return answer;
    }

    private static ObjectNode line(UsageEventV1 event) {
        return Json.object()
                .put("license", event.getLicense())
                .put("source", event.getSource())
                .put("id", event.getId());
    }
}
