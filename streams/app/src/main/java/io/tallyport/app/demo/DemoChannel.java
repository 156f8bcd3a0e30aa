package io.tallyport.app.demo;

import java.util.concurrent.CompletableFuture;

/** One way in which products write usage. */
interface DemoChannel extends AutoCloseable {

    /** Writes a record; completes with its place when it is durable. */
    CompletableFuture<DemoPlace> send(DemoEmission emission);

    @Override
    void close();
}
