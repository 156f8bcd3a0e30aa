package io.tallyport.readmodel;

/** What became of a period of a license. */
public enum StatementStatus {
    /** Its statement was issued. */
    ISSUED,
    /** It is over and its statement is held, for a reason. */
    HELD,
    /** It has no statement yet, nor one that is held: it runs, or waits for late events. */
    WAITING
}
