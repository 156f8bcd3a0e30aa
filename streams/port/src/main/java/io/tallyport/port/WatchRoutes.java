package io.tallyport.port;

import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.watch.WatchStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/** Live streams. */
final class WatchRoutes {

    private final Supplier<PortBackend> backend;
    private final ExecutorService threads;

    /** @param threads one is taken by each watcher */
    WatchRoutes(Supplier<PortBackend> backend, ExecutorService threads) {
        this.backend = backend;
        this.threads = threads;
    }

    void addTo(Map<String, RouteHandler> handlers) {
        handlers.put("watch", this::watch);
    }

    private CompletableFuture<Answer> watch(RouteCall call) {
        String word = call.path("stream");
        WatchStream stream = WatchStream.ofWord(word)
                .orElseThrow(() -> Problem.of(
                                404,
                                "STREAM_UNKNOWN",
                                "there is no stream " + word + "; there are " + WatchStream.words())
                        .asException());
        String license = call.query("license");
        var place = backend.get().watches().enter();
        var context = call.context();
        var response = context.res();
        response.setStatus(200);
        response.setContentType("text/event-stream;charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        try {
            context.async(
                    task -> {
                        task.executor = threads;
                        task.timeout = 0;
                    },
                    () -> {
                        try (place) {
                            place.follow(stream, license, response.getOutputStream());
                        }
                    });
        } catch (RuntimeException e) {
            place.close();
            throw e;
        }
        return CompletableFuture.completedFuture(Answer.streamed());
    }
}
