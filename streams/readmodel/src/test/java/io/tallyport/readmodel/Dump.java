package io.tallyport.readmodel;

import io.tallyport.readmodel.store.RowStore;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Everything that a store holds, byte for byte. */
final class Dump {

    static Map<String, String> of(RowStore store) {
        return store.read(rows -> {
            var dump = new TreeMap<String, String>();
            rows.scan(new byte[0], null, (key, value) -> {
                dump.put(HexFormat.of().formatHex(key), HexFormat.of().formatHex(value));
                return true;
            });
            return dump;
        });
    }

    static Map<String, String> of(Path folder) {
        try (var store = RowStore.open(folder)) {
            return of(store);
        }
    }

    private Dump() {}
}
