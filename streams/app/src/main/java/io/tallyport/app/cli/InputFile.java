package io.tallyport.app.cli;

import io.tallyport.app.cli.NodeHttp.Body;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that a command is given; {@code -} is standard input. */
final class InputFile {

    /** The whole file as a request body; YAML unless its name ends in .json. */
    static Body body(String file, InputStream in) {
        try (InputStream opened = open(file, in)) {
            return new Body(file.endsWith(".json") ? "application/json" : "application/yaml", opened.readAllBytes());
        } catch (IOException e) {
            throw new CliFailure(ExitCode.BAD_INPUT, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Opens a file for reading.
     *
     * @throws CliFailure when it is not there, or is no file
     */
    static InputStream open(String file, InputStream in) {
        if (file.equals("-")) {
            return in;
        }
        Path path = Path.of(file);
        try {
            if (Files.isDirectory(path)) {
                throw new CliFailure(ExitCode.BAD_INPUT, file + " is a folder, not a file");
            }
            return Files.newInputStream(path);
        } catch (NoSuchFileException e) {
            throw new CliFailure(ExitCode.BAD_INPUT, file + " does not exist", e);
        } catch (IOException e) {
            throw new CliFailure(ExitCode.BAD_INPUT, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private InputFile() {}
}
