package io.tallyport.app.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A folder on a file system of its own, in memory, that can be filled to the last byte. Needs Linux and root. */
final class SmallDisk implements AutoCloseable {

    private static final int MIB = 256;
    private static final int CHUNK_BYTES = 64 * 1024;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Makes one at a folder; empty where that is not to be had. */
    static Optional<SmallDisk> make(Path folder) throws IOException {
        Files.createDirectories(folder);
        return Commands.run("mount", "-t", "tmpfs", "-o", "size=" + MIB + "m", "tallyport-proof", folder.toString())
                ? Optional.of(new SmallDisk(folder))
                : Optional.empty();
    }

    /** Takes all the room that is left; call it again for what was freed since. */
    void fill() throws IOException {
        var unused = Files.exists(filler()) ? null : Files.createFile(filler());
        try (var out = Files.newOutputStream(filler(), java.nio.file.StandardOpenOption.APPEND)) {
            byte[] chunk = new byte[CHUNK_BYTES];
            while (true) {
                out.write(chunk);
            }
        } catch (IOException full) {
            if (folder.toFile().getUsableSpace() >= CHUNK_BYTES) {
                throw full;
            }
        }
    }

    /** Gives the room back. */
    void free() throws IOException {
        Files.delete(filler());
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    @Override
    public void close() {
        var unused = Commands.run("umount", "-l", folder.toString());
    }
}
