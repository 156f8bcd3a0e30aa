package io.tallyport.client.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.client.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewFileTest {

    private static final ViewRecord SNAPSHOT = ViewRecord.snapshot(1, 41, Samples.allowed("L1", 3), 7, 8);
    private static final PartitionClock CLOCK = new PartitionClock(1, 42, 7, 8, 8, true);

    @TempDir
    Path folder;

    @BeforeAll
    static void trustOurWireClasses() {
        var unused = io.tallyport.contract.Registry.at("mock://view-file", java.util.Map.of());
    }

    @Test
    void whatWasWrittenIsToldAgainInItsOrder() throws IOException {
        var told = write();
        assertEquals(List.of(2, SNAPSHOT, CLOCK, ViewRecord.removal(1, 42, "L1")), told);
    }

    @Test
    void aFolderInUseIsRefusedByName() throws IOException {
        try (var first = ViewFile.open(folder, new Told())) {
            first.add(CLOCK);
            var refusal = assertThrows(IllegalStateException.class, () -> ViewFile.open(folder, new Told()));
            assertEquals("the view folder " + folder + " is in use by another client", refusal.getMessage());
        }
        ViewFile.open(folder, new Told()).close();
    }

    @Test
    void anotherFormatIsMovedAsideNeverGuessed() throws IOException {
        assertEquals(4, write().size());
        Path file = folder.resolve("entitlements.view");
        byte[] bytes = Files.readAllBytes(file);
        bytes[ViewFrames.HEADER_BYTES + 4] = 9;
        var crc = new java.util.zip.CRC32C();
        int length = java.nio.ByteBuffer.wrap(bytes).getInt();
        crc.update(bytes, ViewFrames.HEADER_BYTES, length);
        java.nio.ByteBuffer.wrap(bytes).putInt(4, (int) crc.getValue());
        Files.write(file, bytes);

        var told = new Told();
        ViewFile.open(folder, told).close();
        assertEquals(List.of(), told.all);
        assertTrue(Files.exists(folder.resolve("entitlements.view.unreadable")));
    }

    @Test
    void mostlyGarbageIsRewritten() throws IOException {
        try (var file = ViewFile.open(folder, new Told())) {
            for (int i = 0; i < 40; i++) {
                for (int n = 0; n < 5_000; n++) {
                    file.add(CLOCK);
                }
                file.write(sink -> sink.clock(CLOCK));
                assertTrue(Files.size(folder.resolve("entitlements.view")) < 5 * 1024 * 1024);
            }
        }
    }

    private List<Object> write() throws IOException {
        try (var file = ViewFile.open(folder, new Told())) {
            file.write(sink -> sink.partitions(2));
            file.add(SNAPSHOT);
            file.add(CLOCK);
            file.write(sink -> {});
            file.add(ViewRecord.heartbeat(1, 43, 9, 9));
            file.add(ViewRecord.removal(1, 42, "L1"));
            file.write(sink -> {});
        }
        var told = new Told();
        ViewFile.open(folder, told).close();
        return told.all;
    }

    private static final class Told implements ViewFile.Sink {
        private final List<Object> all = new ArrayList<>();

        @Override
        public void record(ViewRecord record) {
            all.add(record);
        }

        @Override
        public void clock(PartitionClock clock) {
            all.add(clock);
        }

        @Override
        public void partitions(int count) {
            all.add(count);
        }
    }
}
