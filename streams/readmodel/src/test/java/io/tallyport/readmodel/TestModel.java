package io.tallyport.readmodel;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;

/** Read models over a {@link TestLog}. */
final class TestModel {

    static ReadModel over(TestLog log, Path folder) {
        return over(log, folder, 50);
    }

    static ReadModel over(TestLog log, Path folder, int maxPollRecords) {
        return new ReadModel(() -> log.consumer(maxPollRecords), log.registry(), folder, new SimpleMeterRegistry());
    }

    /** Waits until a model has read all that a log holds. */
    static ReadModel caughtUp(ReadModel model, TestLog log) {
        Await.until(
                "the model is where the log ends",
                () -> model.verdictTotals().offsets().equals(log.vector()));
        return model;
    }

    private TestModel() {}
}
