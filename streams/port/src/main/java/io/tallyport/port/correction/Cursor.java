package io.tallyport.port.correction;

import io.tallyport.port.answer.Problem;
import java.util.List;

/** How far a search through several partitions has come. */
final class Cursor {

    /** One partition of a usage topic. */
    record Place(String topic, int partition) {}

    private final List<Place> places;
    private final int index;
    private final long offset;

    private Cursor(List<Place> places, int index, long offset) {
        this.places = places;
        this.index = index;
        this.offset = offset;
    }

    /** Where a call before stopped; the beginning if the text is empty. */
    static Cursor parse(String text, List<Place> places) {
        if (text.isEmpty()) {
            return new Cursor(places, 0, -1);
        }
        String[] parts = text.split("\\.", -1);
        try {
            int index = Integer.parseInt(parts[0]);
            long offset = parts.length == 2 ? Long.parseLong(parts[1]) : -1;
            if (index >= 0 && index <= places.size() && parts.length == 2) {
                return new Cursor(places, index, offset);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw Problem.badInput("MALFORMED", "after", "after must be what a call before gave as next")
                .asException();
    }

    boolean isDone() {
        return index >= places.size();
    }

    Place place() {
        return places.get(index);
    }

    /** The next offset; -1 at the beginning of a partition. */
    long offset() {
        return offset;
    }

    Cursor at(long next) {
        return new Cursor(places, index, next);
    }

    Cursor nextPlace() {
        return new Cursor(places, index + 1, -1);
    }

    String text() {
        return index + "." + offset;
    }
}
