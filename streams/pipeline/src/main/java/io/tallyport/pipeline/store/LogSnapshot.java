package io.tallyport.pipeline.store;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The stamp of a clean end: up to which offset of its changelog a spill file is complete, and where its entries lie. A
 * spill file without one is worth nothing. Its last eight bytes are the CRC-32C of the others.
 *
 * @param changelogOffset offset as Kafka Streams committed it
 * @param fileBytes size of the spill file
 * @param segments segments by number; null = number not in use
 * @param index where the entry of each key lies
 */
record LogSnapshot(long changelogOffset, long fileBytes, List<@Nullable Segment> segments, Entries index) {

    private static final long MAGIC = 0x54414C4C59504F54L; // "TALLYPOT"
    private static final int FORMAT = 1;
    private static final int NO_SEGMENT = 0;

    /** What is indexed, by hash. */
    interface Entries {
        int size();

        void forEach(KeyIndex.Visitor visitor);
    }

    /** Writes it in one step: there is all of it or nothing. */
    void write(Path path) throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".next");
        var sum = new CRC32C();
        try (var channel = FileChannel.open(
                        next,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
                var out = new DataOutputStream(new BufferedOutputStream(
                        new CheckedOutputStream(java.nio.channels.Channels.newOutputStream(channel), sum)))) {
            out.writeLong(MAGIC);
            out.writeInt(FORMAT);
            out.writeLong(changelogOffset);
            out.writeLong(fileBytes);
            out.writeInt(segments.size());
            for (Segment segment : segments) {
                out.writeInt(segment == null ? NO_SEGMENT : segment.capacity());
                if (segment != null) {
                    out.writeLong(segment.place());
                    out.writeInt(segment.used());
                    out.writeInt(segment.live());
                }
            }
            out.writeInt(index.size());
            index.forEach((hash, location) -> writePair(out, hash, location));
            out.flush();
            out.writeLong(sum.getValue());
            out.flush();
            channel.force(true);
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void writePair(DataOutputStream out, long hash, long location) {
        try {
            out.writeLong(hash);
            out.writeLong(location);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads it; null if it is damaged or of another format: then the changelog has to be read again. */
    static @Nullable LogSnapshot read(Path path) {
        var sum = new CRC32C();
        try (var in =
                new DataInputStream(new CheckedInputStream(new BufferedInputStream(Files.newInputStream(path)), sum))) {
            if (in.readLong() != MAGIC || in.readInt() != FORMAT) {
                return null;
            }
            long changelogOffset = in.readLong();
            long fileBytes = in.readLong();
            var segments = new ArrayList<@Nullable Segment>();
            for (int left = in.readInt(); left > 0; left--) {
                int capacity = in.readInt();
                segments.add(
                        capacity == NO_SEGMENT
                                ? null
                                : Segment.spilled(capacity, in.readLong(), in.readInt(), in.readInt()));
            }
            long[] pairs = new long[Math.multiplyExact(in.readInt(), 2)];
            for (int i = 0; i < pairs.length; i++) {
                pairs[i] = in.readLong();
            }
            long must = sum.getValue();
            return in.readLong() == must
                    ? new LogSnapshot(changelogOffset, fileBytes, segments, new Pairs(pairs))
                    : null;
        } catch (IOException | ArithmeticException | NegativeArraySizeException e) {
            return null;
        }
    }

    /**
     * Entries as they were read.
     *
     * @param values hash and location in turns
     */
    private record Pairs(long[] values) implements Entries {
        @Override
        public int size() {
            return values.length / 2;
        }

        @Override
        public void forEach(KeyIndex.Visitor visitor) {
            for (int i = 0; i < values.length; i += 2) {
                visitor.take(values[i], values[i + 1]);
            }
        }
    }
}
