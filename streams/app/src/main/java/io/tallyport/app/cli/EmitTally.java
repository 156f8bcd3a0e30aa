package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What became of the events of one emit. Counts exactly; keeps a bounded number of cases for the report. Thread-safe. */
final class EmitTally {

    /** So many cases of a kind are listed; the rest is only counted. */
    static final int LISTED = 100;

    private static final List<String> VERDICTS = List.of("counted", "duplicate", "conflict", "late", "rejected");

    private static final Set<String> LOST = Set.of("conflict", "late", "rejected");

    private final Map<String, Long> verdicts = new LinkedHashMap<>();
    private final List<ObjectNode> notCounted = new ArrayList<>();
    private final List<ObjectNode> badLines = new ArrayList<>();
    private final List<Long> unknownLines = new ArrayList<>();
    private long read;
    private long accepted;
    private long lost;
    private long bad;
    private long unknown;
    private long notSentFrom;

    EmitTally() {
        VERDICTS.forEach(verdict -> verdicts.put(verdict, 0L));
    }

    /** An item was read from the file. */
    synchronized void read() {
        read++;
    }

    /** A line cannot be sent, or the node refuses it. */
    synchronized void bad(EmitItem.Bad line) {
        bad++;
        if (badLines.size() < LISTED) {
            badLines.add(Json.MAPPER
                    .createObjectNode()
                    .put("line", line.line())
                    .put("field", line.field())
                    .put("reason", line.reason()));
        }
    }

    /** The node took an event and said what became of it. */
    synchronized void verdict(EmitItem.Event event, JsonNode outcome) {
        accepted++;
        String verdict = Json.text(outcome, "verdict").toLowerCase(Locale.ROOT);
        verdicts.merge(verdict.isEmpty() ? "pending" : verdict, 1L, Long::sum);
        if (!LOST.contains(verdict)) {
            return;
        }
        lost++;
        if (notCounted.size() < LISTED) {
            var line = Json.MAPPER.createObjectNode().put("line", event.line()).put("verdict", verdict);
            for (String field : List.of("id", "reason", "field", "detail")) {
                line.put(field, Json.text(outcome, field));
            }
            notCounted.add(line);
        }
    }

    /** Nobody knows whether the node took an event. */
    synchronized void unknown(EmitItem.Event event) {
        unknown++;
        if (unknownLines.size() < LISTED) {
            unknownLines.add(event.line());
        }
    }

    /** The file was not read on from this line. */
    synchronized void notSentFrom(long line) {
        notSentFrom = line;
    }

    /** How many items were read. */
    synchronized long readSoFar() {
        return read;
    }

    /** How many have an outcome, known or given up. */
    synchronized long settled() {
        return accepted + bad + unknown;
    }

    /** Whether some outcome is unknown. */
    synchronized boolean hasUnknown() {
        return unknown > 0;
    }

    /** The exit status that the outcome deserves. */
    synchronized int exitCode() {
        if (unknown > 0) {
            return ExitCode.UNREACHABLE;
        }
        if (bad > 0) {
            return ExitCode.BAD_INPUT;
        }
        return lost > 0 ? ExitCode.FAILED : ExitCode.OK;
    }

    /** The whole outcome. */
    synchronized ObjectNode toJson() {
        var json = Json.MAPPER
                .createObjectNode()
                .put("read", read)
                .put("accepted", accepted)
                .put("bad", bad)
                .put("unknown", unknown);
        var counts = json.putObject("verdicts");
        verdicts.forEach(counts::put);
        json.putArray("badLines").addAll(badLines);
        json.putArray("notCounted").addAll(notCounted);
        var lines = json.putArray("unknownLines");
        unknownLines.stream().sorted().forEach(lines::add);
        if (notSentFrom > 0) {
            json.put("notSentFromLine", notSentFrom);
        }
        return json;
    }

    /** The outcome for people. */
    void print(Page page) {
        ObjectNode json = toJson();
        page.line(json.path("read").asText() + " events: " + VerdictCounts.sentence(json.path("verdicts"))
                + (bad > 0 ? ", " + bad + " bad" : "") + (unknown > 0 ? ", " + unknown + " with unknown outcome" : "")
                + ".");
        if (!json.path("notCounted").isEmpty()) {
            page.table(json.path("notCounted"), "line", "verdict", "reason", "field", "id", "detail");
        }
        if (json.path("verdicts").has("pending")) {
            page.line(
                    "Pending: taken durably, but the verdict did not arrive in time; ./tallyport watch verdicts shows it.");
        }
        if (notSentFrom > 0) {
            page.line("Line " + notSentFrom + " and what follows was not sent.");
        }
        if (unknown > 0) {
            page.line("Unknown: it was not learned whether these lines arrived: " + json.path("unknownLines")
                    + (unknown > LISTED ? " and " + (unknown - LISTED) + " more" : "")
                    + ". Emit the same file again: what was counted stays counted once.");
        }
    }
}
