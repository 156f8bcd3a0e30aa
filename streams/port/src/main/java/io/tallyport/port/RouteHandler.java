package io.tallyport.port;

import io.tallyport.port.answer.Answer;
import java.util.concurrent.CompletableFuture;

/** Answers the calls of one route. */
@FunctionalInterface
interface RouteHandler {

    /** The answer, now or later; problems are thrown, here or in the future. */
    CompletableFuture<Answer> handle(RouteCall call);

    /** A handler that answers at once. */
    @FunctionalInterface
    interface Immediate {
        Answer answer(RouteCall call);
    }

    static RouteHandler of(Immediate handler) {
        return call -> CompletableFuture.completedFuture(handler.answer(call));
    }
}
