package io.tallyport.readmodel.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The folder of a store: a file with the format number beside the rows, so that a format that this version cannot even
 * open is still told apart from damage.
 */
final class StoreFolder {

    /** Format of keys and values. It changes when a reader of the old one would misread the new one. */
    static final int FORMAT = 1;

    private static final String FORMAT_FILE = "FORMAT";
    private static final String ROWS = "rows";
    private static final String REMEDY =
            "stop the node, delete the folder, and start it again: it is rebuilt from the topics";

    /** Checks or creates a folder, and returns where its rows are. */
    static Path prepare(Path folder) {
        Path file = folder.resolve(FORMAT_FILE);
        Path rows = folder.resolve(ROWS);
        try {
            if (Files.exists(file)) {
                check(folder, Files.readString(file).strip());
            } else if (Files.exists(rows)) {
                throw new StoreException("the read model in " + folder + " has no file " + FORMAT_FILE
                        + ", so its format is unknown; " + REMEDY);
            } else {
                create(folder, file);
            }
            return rows;
        } catch (IOException e) {
            throw new StoreException("cannot use the folder " + folder + " of the read model: " + e, e);
        }
    }

    /** What a failed opening means to whoever reads it. */
    static StoreException cannotOpen(Path folder, Exception cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains("LOCK") || message.contains("lock file")) {
            return new StoreException(
                    "the read model in " + folder + " is in use by another process or store: " + message, cause);
        }
        return new StoreException("cannot open the read model in " + folder + ": " + message + "; " + REMEDY, cause);
    }

    private static void check(Path folder, String text) {
        int format;
        try {
            format = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new StoreException(
                    "the file " + FORMAT_FILE + " of the read model in " + folder + " holds '" + text
                            + "', which is no format number; " + REMEDY,
                    e);
        }
        if (format > FORMAT) {
            throw new StoreException("the read model in " + folder + " has format " + format
                    + ", which is newer than this version's " + FORMAT + "; run the newer version, or " + REMEDY);
        }
        if (format < FORMAT) {
            throw new StoreException("the read model in " + folder + " has format " + format
                    + ", which this version does not read (it reads " + FORMAT + "); " + REMEDY);
        }
    }

    private static void create(Path folder, Path file) throws IOException {
        Files.createDirectories(folder);
        Path draft = folder.resolve(FORMAT_FILE + ".new");
        Files.writeString(draft, FORMAT + "\n");
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private StoreFolder() {}
}
