package io.tallyport.readmodel.store;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;

/** Settings of the embedded store, small on purpose: about 50 MiB of native memory beside the files' page cache. */
final class RowStoreOptions implements AutoCloseable {

    private static final long BLOCK_CACHE_BYTES = 32L << 20;
    /** Few shards: one that is smaller than a file's filter cannot hold it, and every read would load it again. */
    private static final int CACHE_SHARD_BITS = 1;

    private static final long FILE_BYTES = 8L << 20;
    private static final long MEMTABLE_BYTES = 8L << 20;
    private static final int MEMTABLES = 2;
    private static final int OPEN_FILES = 256;
    private static final double FILTER_BITS_PER_KEY = 10;

    private final LRUCache cache = new LRUCache(BLOCK_CACHE_BYTES, CACHE_SHARD_BITS);
    private final BloomFilter filter = new BloomFilter(FILTER_BITS_PER_KEY);
    private final Options options = new Options();

    RowStoreOptions() {
        options.setCreateIfMissing(true)
                .setWriteBufferSize(MEMTABLE_BYTES)
                .setMaxWriteBufferNumber(MEMTABLES)
                .setMaxTotalWalSize(4 * MEMTABLE_BYTES)
                .setTargetFileSizeBase(FILE_BYTES)
                .setMaxOpenFiles(OPEN_FILES)
                .setMaxBackgroundJobs(2)
                .setKeepLogFileNum(2)
                .setMaxLogFileSize(1L << 20)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setCacheIndexAndFilterBlocks(true)
                        .setPinL0FilterAndIndexBlocksInCache(true)
                        .setFilterPolicy(filter));
    }

    Options options() {
        return options;
    }

    @Override
    public void close() {
        options.close();
        filter.close();
        cache.close();
    }
}
