package io.tallyport.readmodel;

/** The bound of every list: nobody can ask for an answer that does not fit into memory. */
final class Limits {

    static final int MOST = 10_000;

    static int check(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit must be from 1 to " + MOST + ", but is " + limit);
        }
        return limit;
    }

    private Limits() {}
}
