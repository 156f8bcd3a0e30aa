package io.tallyport.domain.statement;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** Some instants in order, immutable: a license has a year of them, and as objects each would be three times as large. */
final class Instants extends AbstractList<Long> implements RandomAccess {

    private final long[] instants;

    private Instants(long[] instants) {
        this.instants = instants;
    }

    static List<Long> copyOf(List<Long> instants) {
        return instants instanceof Instants || instants.isEmpty()
                ? instants
                : new Instants(instants.stream().mapToLong(Long::longValue).toArray());
    }

    @Override
    public Long get(int index) {
        return instants[index];
    }

    @Override
    public int size() {
        return instants.length;
    }
}
