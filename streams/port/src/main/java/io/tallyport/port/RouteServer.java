package io.tallyport.port;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.ProblemException;
import io.tallyport.port.ingest.EventLimits;
import java.net.BindException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server over a table of routes. Knows HTTP and problems; knows nothing of licenses. */
final class RouteServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouteServer.class);
    private static final int THREADS_MAX = 24;
    private static final int THREADS_MIN = 4;

    private final Javalin javalin;
    private final MeterRegistry metrics;

    private RouteServer(PortConfig config, Map<String, RouteHandler> handlers, MeterRegistry metrics) {
        this.metrics = metrics;
        this.javalin = Javalin.create(settings -> configure(settings, handlers));
        try {
            javalin.start(config.host(), config.port());
        } catch (RuntimeException e) {
            close();
            if (isTaken(e)) {
                throw new IllegalStateException(
                        "port " + config.port() + " on " + config.host()
                                + " is taken by another program; choose another port or stop that program",
                        e);
            }
            throw e;
        }
    }

    /**
     * Starts to listen.
     *
     * @param handlers handler of every operation id of {@link Routes}
     * @throws IllegalStateException naming the port when it is taken
     */
    static RouteServer start(PortConfig config, Map<String, RouteHandler> handlers, MeterRegistry metrics) {
        for (Route route : Routes.ALL) {
            if (!handlers.containsKey(route.operationId())) {
                throw new IllegalStateException("the operation " + route.operationId() + " has no handler");
            }
        }
        return new RouteServer(config, handlers, metrics);
    }

    /** The port that it listens on. */
    int port() {
        return javalin.port();
    }

    @Override
    public void close() {
        javalin.stop();
    }

    private void configure(JavalinConfig settings, Map<String, RouteHandler> handlers) {
        settings.startup.showJavalinBanner = false;
        settings.startup.showOldJavalinVersionWarning = false;
        settings.startup.startupWatcherEnabled = false;
        settings.http.prefer405over404 = true;
        settings.http.generateEtags = false;
        settings.http.maxRequestSize = EventLimits.BODY_BYTES_MAX + 1L;
        settings.http.asyncTimeout = 0;
        settings.jetty.threadPool = new QueuedThreadPool(THREADS_MAX, THREADS_MIN);
        settings.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
        settings.jetty.modifyServer(server -> server.setErrorHandler(new ProblemErrors()));
        for (Route route : Routes.ALL) {
            RouteHandler handler = java.util.Objects.requireNonNull(handlers.get(route.operationId()));
            settings.routes.addEndpoint(new Endpoint(
                    HandlerType.findOrCreate(route.method()), route.path(), ctx -> handle(route, handler, ctx)));
        }
        settings.routes.exception(HttpResponseException.class, (e, ctx) -> write(ctx, Answer.of(problemOf(e, ctx))));
        settings.routes.exception(Exception.class, (e, ctx) -> write(ctx, Answer.of(problemOf(e))));
    }

    private void handle(Route route, RouteHandler handler, Context ctx) {
        var sample = Timer.start();
        try {
            var future = handler.handle(new RouteCall(route, ctx));
            if (future.isDone()) {
                finish(route, sample, ctx, future.join());
            } else {
                ctx.future(() -> future.handle((answer, failure) -> {
                    finish(route, sample, ctx, answer == null ? Answer.of(problemOf(failure)) : answer);
                    return answer;
                }));
            }
        } catch (RuntimeException e) {
            finish(route, sample, ctx, Answer.of(problemOf(e)));
        }
    }

    private void finish(Route route, Timer.Sample sample, Context ctx, Answer answer) {
        sample.stop(metrics.timer(
                "tallyport.port.requests",
                "operation",
                route.operationId(),
                "status",
                Integer.toString(answer.status() == Answer.STREAMED ? 200 : answer.status())));
        if (answer.status() != Answer.STREAMED) {
            write(ctx, answer);
        }
    }

    private static void write(Context ctx, Answer answer) {
        ctx.status(answer.status());
        if (answer.status() == 503) {
            ctx.header("Retry-After", "1");
        }
        ctx.header("Cache-Control", "no-store");
        ctx.contentType(answer.mediaType());
        ctx.result(answer.body());
    }

    static Problem problemOf(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ProblemException problem) {
            return problem.problem();
        }
        if (cause instanceof IllegalArgumentException bad && bad.getMessage() != null) {
            String message = bad.getMessage();
            int colon = message.indexOf(':');
            String field = colon > 0 && colon < 40 && message.indexOf(' ') > colon ? message.substring(0, colon) : "";
            return Problem.badInput("BAD_INPUT", field, message);
        }
        LOG.error("a request failed", cause);
        return Problem.of(500, "INTERNAL", "the node failed to answer; its log says why");
    }

    private static Problem problemOf(HttpResponseException e, Context ctx) {
        return switch (e.getStatus()) {
            case 404 ->
                Problem.of(404, "ROUTE_UNKNOWN", "there is nothing at this path; /openapi.yaml lists what there is");
            case 405 -> Problem.of(405, "METHOD_NOT_ALLOWED", "this path does not take " + ctx.method());
            case 413 ->
                Problem.of(413, "TOO_LARGE", "the body is larger than " + EventLimits.BODY_BYTES_MAX + " bytes");
            default -> Problem.of(e.getStatus(), "BAD_REQUEST", "the request cannot be understood");
        };
    }

    private static boolean isTaken(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof BindException
                    || (t.getMessage() != null && t.getMessage().contains("already in use"))) {
                return true;
            }
        }
        return false;
    }
}
