package io.tallyport.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.NodeHttp.Body;
import io.tallyport.app.cli.NodeHttp.Reply;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The node's answers as the commands need them: success, or a {@link CliFailure} that says what went wrong. */
final class NodeApi {

    /** How long an answer may take unless a command says otherwise. */
    static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final NodeHttp http;

    NodeApi(NodeHttp http) {
        this.http = http;
    }

    /** The transport, for commands that handle refusals themselves. */
    NodeHttp http() {
        return http;
    }

    /** A GET, or a POST without a body; the successful answer. */
    Reply call(Route route) {
        return call(route, null);
    }

    /**
     * Sends a request; the successful answer.
     *
     * @throws CliFailure when the node does not answer, refuses, or fails
     */
    Reply call(Route route, @Nullable Body body) {
        return call(route, body, TIMEOUT);
    }

    /**
     * The same for an answer that may take long.
     *
     * @param timeout how long to wait for it
     */
    Reply call(Route route, @Nullable Body body, Duration timeout) {
        Reply reply;
        try {
            reply = http.send(route, body, timeout);
        } catch (IOException e) {
            throw unreachable(e, !route.method().equals("GET"));
        }
        if (reply.status() >= 300 && !isAnswerInSpiteOfStatus(route, reply)) {
            throw Problem.of(reply).asFailure();
        }
        return reply;
    }

    /** The JSON of an answer. */
    static JsonNode json(Reply reply) {
        try {
            return Json.MAPPER.readTree(reply.body());
        } catch (JsonProcessingException e) {
            throw new CliFailure(
                    ExitCode.FAILED,
                    "the node's answer is no JSON: " + e.getOriginalMessage() + "; is it a Tallyport?",
                    e);
        } catch (IOException e) {
            throw new CliFailure(ExitCode.FAILED, "the node's answer cannot be read: " + e.getMessage(), e);
        }
    }

    /** What to say when there was no answer. */
    CliFailure unreachable(IOException cause, boolean changes) {
        boolean neverArrived = cause instanceof ConnectException;
        String outcome = changes && !neverArrived ? "; whether it was done is unknown" : "";
        return new CliFailure(
                ExitCode.UNREACHABLE,
                "no answer from the node at " + http.node() + ": " + reason(cause) + outcome
                        + (neverArrived ? "; start it with ./tallyport up, or name another with --node" : ""),
                cause);
    }

    private static String reason(IOException cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    /** Health is an answer with status 503, too. */
    private static boolean isAnswerInSpiteOfStatus(Route route, Reply reply) {
        return route.target().equals("/health")
                && reply.status() == 503
                && !reply.contentType().startsWith(Problem.CONTENT_TYPE);
    }
}
