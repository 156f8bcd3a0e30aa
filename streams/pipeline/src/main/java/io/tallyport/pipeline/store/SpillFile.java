package io.tallyport.pipeline.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One file of equally large slots that are used again. It exists once something was spilled. What is in it follows from
 * the changelog, so it is never forced to disk but when a stamp vouches for it.
 */
final class SpillFile implements AutoCloseable {

    private final Path path;
    private final int slotBytes;
    private final ArrayDeque<Long> free = new ArrayDeque<>();
    private long end;
    private @Nullable FileChannel channel;

    SpillFile(Path path, int slotBytes) {
        this.path = path;
        this.slotBytes = slotBytes;
    }

    /** Goes on with a file of an earlier run: what its segments do not cover is free. */
    void resume(long bytes, Iterable<@Nullable Segment> segments) {
        var taken = new HashSet<Long>();
        for (Segment segment : segments) {
            if (segment != null) {
                forEachSlot(segment.place(), segment.capacity(), taken::add);
            }
        }
        end = bytes;
        for (long slot = 0; slot < bytes; slot += slotBytes) {
            if (!taken.contains(slot)) {
                free.add(slot);
            }
        }
    }

    /** Size of the file. */
    long bytes() {
        return end;
    }

    /** Writes a segment; returns its place. A segment larger than a slot takes a run of them at the end. */
    long write(byte[] bytes, int length) {
        boolean again = bytes.length <= slotBytes && !free.isEmpty();
        long place = again ? free.element() : end;
        var buffer = ByteBuffer.wrap(bytes, 0, length);
        try {
            var file = open();
            long at = place;
            while (buffer.hasRemaining()) {
                at += file.write(buffer, at);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path + ": " + e.getMessage(), e);
        }
        // Only now: a disk that was full gives the segment back as it was.
        if (again) {
            free.remove();
        }
        end = Math.max(end, place + runBytes(bytes.length));
        return place;
    }

    /** Fills a buffer from a place on, or as far as the file goes. */
    void read(long from, ByteBuffer into) {
        try {
            var file = open();
            long at = from;
            while (into.hasRemaining()) {
                int read = file.read(into, at);
                if (read < 0) {
                    break;
                }
                at += read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    /** Gives the room of a segment back. */
    void free(long place, int capacity) {
        forEachSlot(place, capacity, free::add);
    }

    /** Makes sure that what was written survives a loss of power. */
    void force() throws IOException {
        if (channel != null) {
            channel.force(true);
        }
    }

    private void forEachSlot(long place, int capacity, LongConsumer action) {
        for (long slot = place; slot < place + runBytes(capacity); slot += slotBytes) {
            action.accept(slot);
        }
    }

    private long runBytes(int capacity) {
        return (capacity + slotBytes - 1L) / slotBytes * slotBytes;
    }

    private FileChannel open() throws IOException {
        if (channel == null) {
            Files.createDirectories(java.util.Objects.requireNonNull(path.getParent()));
            channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        }
        return channel;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
