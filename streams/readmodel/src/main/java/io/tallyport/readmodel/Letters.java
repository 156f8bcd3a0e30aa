package io.tallyport.readmodel;

/** First letters of the keys: one per table. They are part of the store's format, so none is ever used twice. */
final class Letters {

    /** Topic and partition to the next offset. */
    static final char OFFSETS = 'O';
    /** Partition to the tick time of its last heartbeat. */
    static final char HEARTBEATS = 'A';
    /** License, window, start (newest first), meter, group or subject to the reading. */
    static final char READINGS = 'R';
    /** License to the highest version of its readings. */
    static final char READING_VERSIONS = 'V';
    /** License, offset (newest first) to the license event. */
    static final char TIMELINE = 'L';
    /** License to the last event that changed it. */
    static final char LATEST = 'G';
    /** License, member to the last event about their seat. */
    static final char SEATS = 'E';
    /** License to its current entitlement. */
    static final char ENTITLEMENTS = 'N';
    /** License, version (newest first) to the entitlement of that version. */
    static final char ENTITLEMENT_HISTORY = 'H';
    /** Revision (newest first) to the catalog. */
    static final char CATALOG = 'C';
    /** Partition of the verdicts to their sums. */
    static final char VERDICT_TOTALS = 'T';
    /** Coordinates of a usage record that was sent again. */
    static final char RESUBMITTED = 'X';
    /** License, number (newest first) to how the statement stands. */
    static final char STATEMENTS = 'M';
    /** License, number, page to the page of the statement. */
    static final char STATEMENT_PAGES = 'P';
    /** Start of the period (newest first), license, number of the statements. */
    static final char STATEMENT_STARTS = 'B';
    /** Month, partition to the certificate of what no license owns. */
    static final char UNATTRIBUTED = 'U';
    /** Partition, month, whether it names a source, topic, reason, source to how many records no license owns. */
    static final char UNATTRIBUTED_SUMS = 'W';
    /** Feeds, told apart by a second letter. */
    static final char FEEDS = 'F';

    static final char FEED_QUOTA_ALERTS = 'q';
    static final char FEED_ANOMALY_ALERTS = 'a';
    static final char FEED_DECISIONS = 'd';
    static final char FEED_UNCOUNTED = 'u';
    static final char FEED_AUDIT = 'j';

    private Letters() {}
}
