package io.tallyport.verifier;

/** The lengths of windows: their names are those of the wire. */
enum Period {
    MINUTE,
    HOUR,
    DAY,
    MONTH;

    static boolean isName(String text) {
        return text.equals("MINUTE") || text.equals("HOUR") || text.equals("DAY") || text.equals("MONTH");
    }
}
