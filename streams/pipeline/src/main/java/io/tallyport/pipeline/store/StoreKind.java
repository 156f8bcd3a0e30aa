package io.tallyport.pipeline.store;

/** What the logged stores keep their values in. The changelogs are the same, so one can be changed for the other. */
public enum StoreKind {
    /** A log of our own ({@link OwnStores}). */
    OWN,
    /** The stores of Kafka Streams, over RocksDB. */
    STOCK
}
