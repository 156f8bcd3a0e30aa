package io.tallyport.bench;

import java.io.IOException;

/** Anything that is measured on the workload, Kafka Streams application or not. */
interface Contender {

    /** Runs one pass and verifies it: a pass whose result is wrong throws and measures nothing. */
    Pass run(boolean counted) throws IOException, InterruptedException;
}
