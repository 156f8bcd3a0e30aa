package io.tallyport.client.internal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The view on disk: an append-only file of what was read, with the offsets beside it. A torn tail is cut off; because
 * the offsets of a batch are written after its records, what was cut is simply read again. Rewritten in one atomic step
 * when mostly garbage. One writer per folder; not thread-safe.
 */
public final class ViewFile implements AutoCloseable {

    /** What is told of the stored view, in the order in which it was written. */
    public interface Sink {
        /** A snapshot or a removal. */
        void record(ViewRecord record);

        /** How far a partition was read. */
        void clock(PartitionClock clock);

        /** How many partitions there are. */
        void partitions(int count);
    }

    /** Gives all that is live, for a rewrite. */
    public interface Live {
        /** Tells everything to the sink. */
        void tellAll(Sink sink);
    }

    private static final Logger LOG = LoggerFactory.getLogger(ViewFile.class);
    private static final String NAME = "entitlements.view";
    private static final long SLACK_BYTES = 4L * 1024 * 1024;

    private final Path folder;
    private final FileChannel lockChannel;
    private final FileLock lock;
    private final ViewFrames frames = new ViewFrames();
    private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
    /** Null while the file must be written anew: before the first write, and after a failed one. */
    private @Nullable FileChannel channel;

    private long liveBytes;

    private ViewFile(Path folder, FileChannel lockChannel, FileLock lock) {
        this.folder = folder;
        this.lockChannel = lockChannel;
        this.lock = lock;
    }

    /**
     * Opens the view of a folder, creating it if it is not there, and tells what is stored.
     *
     * @throws IllegalStateException when another client uses the folder
     * @throws IOException when the folder cannot be read or written
     */
    public static ViewFile open(Path folder, Sink sink) throws IOException {
        Files.createDirectories(folder);
        FileChannel lockChannel =
                FileChannel.open(folder.resolve("view.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = tryLock(lockChannel);
            if (lock == null) {
                throw new IllegalStateException("the view folder " + folder + " is in use by another client");
            }
            var file = new ViewFile(folder, lockChannel, lock);
            file.load(sink);
            return file;
        } catch (IOException | RuntimeException e) {
            lockChannel.close();
            throw e;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private Path path() {
        return folder.resolve(NAME);
    }

    private void load(Sink sink) throws IOException {
        if (!Files.exists(path())) {
            return;
        }
        long size = Files.size(path());
        long good = 0;
        try {
            good = replay(sink);
        } catch (UnreadableFrame e) {
            Path aside = folder.resolve(NAME + ".unreadable");
            Files.move(path(), aside, StandardCopyOption.REPLACE_EXISTING);
            LOG.warn(
                    "The stored view cannot be read ({}); it was moved to {}, and what is missing is read again",
                    e.getMessage(),
                    aside);
            return;
        }
        if (good == 0) {
            return;
        }
        FileChannel opened = FileChannel.open(path(), StandardOpenOption.WRITE);
        channel = opened;
        if (good < size) {
            LOG.info("The stored view had a torn tail of {} bytes, which is read again", size - good);
            opened.truncate(good);
        }
        opened.position(good);
        liveBytes = good;
    }

    /** Returns the bytes up to the first damaged frame. */
    private long replay(Sink sink) throws IOException {
        long good = 0;
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path()), 1 << 16))) {
            while (true) {
                byte[] header = in.readNBytes(ViewFrames.HEADER_BYTES);
                if (header.length < ViewFrames.HEADER_BYTES) {
                    return good;
                }
                int length = ByteBuffer.wrap(header).getInt();
                if (length <= 0 || length > ViewFrames.MAX_BODY_BYTES) {
                    return good;
                }
                byte[] body = in.readNBytes(length);
                if (body.length < length
                        || !ViewFrames.isWhole(body, ByteBuffer.wrap(header).getInt(4))) {
                    return good;
                }
                readFrame(body, good == 0, sink);
                good += ViewFrames.HEADER_BYTES + (long) length;
            }
        }
    }

    private void readFrame(byte[] body, boolean first, Sink sink) throws UnreadableFrame {
        try {
            frames.read(body, first, sink);
        } catch (IOException | RuntimeException e) {
            throw new UnreadableFrame(String.valueOf(e.getMessage()), e);
        }
    }

    /** Adds a snapshot or a removal to the batch; a heartbeat adds nothing. */
    public void add(ViewRecord record) {
        if (record.kind() != ViewRecord.Kind.HEARTBEAT) {
            batch.writeBytes(frames.record(record));
        }
    }

    /** Adds how far a partition was read; must come after the records that it covers. */
    public void add(PartitionClock clock) {
        batch.writeBytes(frames.clock(clock));
    }

    /** Adds the number of partitions. */
    public void addPartitions(int count) {
        batch.writeBytes(frames.partitions(count));
    }

    /**
     * Writes the batch, or everything anew when the file is mostly garbage or an earlier write failed.
     *
     * @throws IOException when the disk refuses; the next write then begins anew from what is live
     */
    public void write(Live live) throws IOException {
        FileChannel open = channel;
        try {
            if (open == null || open.position() > 2 * liveBytes + SLACK_BYTES) {
                rewrite(live);
            } else {
                writeFully(open, batch.toByteArray());
            }
        } catch (IOException e) {
            closeChannel();
            throw e;
        } finally {
            batch.reset();
        }
    }

    /** Writes all that is live into a new file and puts it in the place of the old one in one step. */
    public void rewrite(Live live) throws IOException {
        Path next = folder.resolve(NAME + ".next");
        FileChannel fresh = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        try {
            var out = new Writer(fresh);
            out.write(frames.schema());
            live.tellAll(out);
            out.flush();
            fresh.force(true);
            Files.move(next, path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (java.io.UncheckedIOException e) {
            fresh.close();
            throw e.getCause();
        } catch (IOException | RuntimeException e) {
            fresh.close();
            throw e;
        }
        closeChannel();
        channel = fresh;
        liveBytes = fresh.position();
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        if (open != null) {
            open.force(true);
        }
        closeChannel();
        lock.release();
        lockChannel.close();
    }

    private void closeChannel() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    private static void writeFully(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Frames into a channel, some at a time. */
    private final class Writer implements Sink {
        private static final int FLUSH_BYTES = 1 << 20;
        private final FileChannel out;
        private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

        Writer(FileChannel out) {
            this.out = out;
        }

        @Override
        public void record(ViewRecord record) {
            write(frames.record(record));
        }

        @Override
        public void clock(PartitionClock clock) {
            write(frames.clock(clock));
        }

        @Override
        public void partitions(int count) {
            write(frames.partitions(count));
        }

        void write(byte[] frame) {
            pending.writeBytes(frame);
            if (pending.size() >= FLUSH_BYTES) {
                flush();
            }
        }

        void flush() {
            try {
                writeFully(out, pending.toByteArray());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            pending.reset();
        }
    }

    /** A frame that is whole, but means nothing to this version. */
    private static final class UnreadableFrame extends IOException {
        UnreadableFrame(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
