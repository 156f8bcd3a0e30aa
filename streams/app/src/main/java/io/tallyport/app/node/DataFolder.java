package io.tallyport.app.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The folder that a node keeps everything in, held by one node at a time. Its layout:
 *
 * <pre>
 * broker/           the embedded broker's log
 * streams/          state stores, rebuilt from changelogs when deleted
 * view/             the entitlement view that answers right after a start
 * readmodel/        rebuilt from topics when deleted
 * secrets/pepper    key of the license key hashes: without it no issued key is recognized again
 * node.properties   ports of the embedded servers
 * test-clock        position of the test clock, when there is one
 * lock, node.pid    who holds the folder
 * </pre>
 */
public final class DataFolder implements AutoCloseable {

    private static final int PEPPER_BYTES = 32;
    private static final Pattern TASK_FOLDER = Pattern.compile("\\d+_\\d+");
    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");

    /**
     * Folders held by this process. File locks are held by processes, and closing any channel of a file drops the
     * process's lock on it: a second opener within the process must not even touch the lock file.
     */
    private static final Set<Path> HELD_HERE = new HashSet<>();

    private final Path root;
    private final FileChannel lock;

    private DataFolder(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Takes a folder, creating what is missing of it.
     *
     * @throws StartRefusedException when another node holds it, or it is no folder that this user can write
     */
    public static DataFolder open(Path folder) throws IOException {
        Path root;
        try {
            root = createPrivate(folder).toRealPath();
        } catch (IOException e) {
            throw new StartRefusedException("data folder " + folder + " cannot be used: " + e, e);
        }
        synchronized (HELD_HERE) {
            if (HELD_HERE.contains(root)) {
                throw inUse(root);
            }
            var lock = lock(root);
            HELD_HERE.add(root);
            try {
                return prepared(new DataFolder(root, lock));
            } catch (IOException | RuntimeException e) {
                HELD_HERE.remove(root);
                lock.close();
                throw e;
            }
        }
    }

    /** The folder itself. */
    public Path root() {
        return root;
    }

    /** Folder of the embedded broker. */
    public Path broker() {
        return root.resolve("broker");
    }

    /** Folder of the pipeline's state stores. */
    public Path streams() {
        return root.resolve("streams");
    }

    /** Folder of the persisted entitlement view. */
    public Path view() {
        return root.resolve("view");
    }

    /** Folder of the read model. */
    public Path readModel() {
        return root.resolve("readmodel");
    }

    /** Name of this node among all that work on its cluster: random, made at the first start and kept. */
    public String instance() throws IOException {
        Path file = root.resolve("node.id");
        if (!Files.exists(file)) {
            DurableFile.write(file, ("node-" + UUID.randomUUID() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return Files.readString(file).strip();
    }

    /** File that keeps the test clock's position. */
    public Path testClock() {
        return root.resolve("test-clock");
    }

    /**
     * Ports of the embedded servers, picked at the first start and the same from then on.
     *
     * @throws StartRefusedException when one is taken or the file that remembers them cannot be understood
     */
    public NodePorts ports() throws IOException {
        return NodePorts.remembered(root.resolve("node.properties"));
    }

    /**
     * The 32 random bytes that key the hashes of license keys, made at the first start. Never logged.
     *
     * @throws StartRefusedException when the file was changed, or others may read it
     */
    public byte[] pepper() throws IOException {
        Path file = root.resolve("secrets").resolve("pepper");
        byte[] pepper = Files.readAllBytes(file);
        if (pepper.length != PEPPER_BYTES) {
            throw new StartRefusedException(file + " has " + pepper.length + " bytes instead of " + PEPPER_BYTES
                    + "; restore it, or no issued license key is recognized");
        }
        if (Files.getPosixFilePermissions(file).stream().anyMatch(p -> !p.name().startsWith("OWNER"))) {
            throw new StartRefusedException(file + " can be read by others: chmod 600 it");
        }
        return pepper;
    }

    /** Lets the folder go. */
    @Override
    public void close() throws IOException {
        synchronized (HELD_HERE) {
            if (lock.isOpen()) {
                Files.deleteIfExists(root.resolve("node.pid"));
                lock.close();
                HELD_HERE.remove(root);
            }
        }
    }

    private static DataFolder prepared(DataFolder folder) throws IOException {
        if (Files.exists(folder.root.resolve("node.pid"))) {
            folder.discardUncommittedState();
        }
        DurableFile.write(
                folder.root.resolve("node.pid"),
                Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8));
        for (Path part : new Path[] {folder.broker(), folder.streams(), folder.view(), folder.readModel()}) {
            createPrivate(part);
        }
        Path secrets = createPrivate(folder.root.resolve("secrets"));
        Files.setPosixFilePermissions(secrets, OWNER_FOLDER);
        Path pepper = secrets.resolve("pepper");
        if (!Files.exists(pepper)) {
            byte[] fresh = new byte[PEPPER_BYTES];
            new SecureRandom().nextBytes(fresh);
            DurableFile.write(pepper, fresh);
        }
        return folder;
    }

    /**
     * The last holder was killed: its state stores may hold what was never committed. Kafka Streams would find that out
     * store by store, then start over from the changelogs; without them it does so at once. The file that names the
     * process stays: by it the next start fences the transaction that the killed one left open.
     */
    private void discardUncommittedState() throws IOException {
        if (!Files.isDirectory(streams())) {
            return;
        }
        try (var files = Files.walk(streams())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                boolean inTaskFolder = streams().relativize(file).getNameCount() > 1
                        && TASK_FOLDER
                                .matcher(streams().relativize(file).getName(1).toString())
                                .matches();
                if (inTaskFolder) {
                    Files.delete(file);
                }
            }
        }
    }

    private static FileChannel lock(Path root) throws IOException {
        var channel = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw inUse(root);
        }
        return channel;
    }

    private static StartRefusedException inUse(Path root) throws IOException {
        String pid;
        try {
            pid = Files.readString(root.resolve("node.pid")).strip();
        } catch (NoSuchFileException e) {
            pid = "unknown";
        }
        return new StartRefusedException("data folder " + root + " is in use by another node (pid " + pid + ")");
    }

    private static Path createPrivate(Path folder) throws IOException {
        return Files.isDirectory(folder)
                ? folder
                : Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
    }
}
