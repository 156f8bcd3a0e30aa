package io.tallyport.domain.metering;

/**
 * A port of the core: how many different hashes there were, estimated. Immutable; which hashes it holds must not depend
 * on the order in which they came, nor on how often.
 */
public interface Sketch {

    /** Makes sketches. */
    interface Maker {

        /** Of nothing. */
        Sketch empty();

        /** From {@link Sketch#bytes()}. */
        Sketch of(byte[] bytes);
    }

    /** With more hashes; this very object if they change nothing. */
    Sketch with(long[] hashes);

    /** With all that another of the same maker holds; this very object if it changes nothing. */
    Sketch merge(Sketch other);

    /** The estimate. */
    long estimate();

    /** Its state, to be stored; not to be changed. */
    byte[] bytes();
}
