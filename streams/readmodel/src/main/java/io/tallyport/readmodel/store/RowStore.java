package io.tallyport.readmodel.store;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * An ordered store in a folder. Writes are atomic batches in a write-ahead log: after a kill at any point the store holds
 * a batch whole or not at all. Reads see one consistent state. Any number of threads may read; one writes.
 */
public final class RowStore implements AutoCloseable {

    private final Path folder;
    private final RowStoreOptions options;
    private final RocksDB db;
    private final WriteOptions writing = new WriteOptions();
    private final ReadWriteLock life = new ReentrantReadWriteLock();
    private boolean closed;

    private RowStore(Path folder, RowStoreOptions options, RocksDB db) {
        this.folder = folder;
        this.options = options;
        this.db = db;
    }

    /**
     * Opens the store in a folder, or makes one.
     *
     * @throws StoreException when the folder holds another format, is in use or is damaged; names folder and remedy
     */
    public static RowStore open(Path folder) {
        Path rows = StoreFolder.prepare(folder);
        RocksDB.loadLibrary();
        var options = new RowStoreOptions();
        try {
            return new RowStore(folder, options, RocksDB.open(options.options(), rows.toString()));
        } catch (RocksDBException e) {
            options.close();
            throw StoreFolder.cannotOpen(folder, e);
        }
    }

    /** Reads from one consistent state. The rows are valid only within the call. */
    public <T> T read(Function<Rows, T> query) {
        life.readLock().lock();
        try {
            requireOpen();
            var snapshot = db.getSnapshot();
            try (var reading = new ReadOptions().setSnapshot(snapshot)) {
                return query.apply(new WrittenRows(reading));
            } finally {
                db.releaseSnapshot(snapshot);
            }
        } finally {
            life.readLock().unlock();
        }
    }

    /** Makes changes in one atomic batch. If the consumer throws, nothing is changed. */
    public void write(Consumer<Changes> change) {
        life.readLock().lock();
        try (var batch = new WriteBatch();
                var reading = new ReadOptions()) {
            requireOpen();
            var pending = new PendingChanges(new WrittenRows(reading));
            change.accept(pending);
            pending.forEach((key, value) -> add(batch, key, value));
            db.write(writing, batch);
        } catch (RocksDBException e) {
            throw failed("write to", e);
        } finally {
            life.readLock().unlock();
        }
    }

    /** Folder of the store. */
    public Path folder() {
        return folder;
    }

    /** Waits for running reads, then closes. Safe to repeat. */
    @Override
    public void close() {
        life.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                db.close();
                writing.close();
                options.close();
            }
        } finally {
            life.writeLock().unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the store in " + folder + " is closed");
        }
    }

    private void add(WriteBatch batch, byte[] key, byte @Nullable [] value) {
        try {
            if (value == null) {
                batch.delete(key);
            } else {
                batch.put(key, value);
            }
        } catch (RocksDBException e) {
            throw failed("write to", e);
        }
    }

    private StoreException failed(String doing, RocksDBException e) {
        return new StoreException("cannot " + doing + " the store in " + folder + ": " + e.getMessage(), e);
    }

    private void scan(RocksIterator iterator, byte[] prefix, byte @Nullable [] from, Rows.Visitor visitor) {
        try {
            iterator.seek(from == null ? prefix : from);
            while (iterator.isValid()) {
                byte[] key = iterator.key();
                if (!beginsWith(key, prefix) || !visitor.visit(key, iterator.value())) {
                    return;
                }
                iterator.next();
            }
            iterator.status();
        } catch (RocksDBException e) {
            throw failed("read from", e);
        }
    }

    static boolean beginsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.mismatch(key, 0, prefix.length, prefix, 0, prefix.length) < 0;
    }

    private final class WrittenRows implements Rows {
        private final ReadOptions reading;

        WrittenRows(ReadOptions reading) {
            this.reading = reading;
        }

        @Override
        public byte @Nullable [] get(byte[] key) {
            try {
                return db.get(reading, key);
            } catch (RocksDBException e) {
                throw failed("read from", e);
            }
        }

        @Override
        public void scan(byte[] prefix, byte @Nullable [] from, Visitor visitor) {
            try (var iterator = db.newIterator(reading)) {
                RowStore.this.scan(iterator, prefix, from, visitor);
            }
        }
    }
}
