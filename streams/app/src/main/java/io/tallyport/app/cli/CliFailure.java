package io.tallyport.app.cli;

import org.jspecify.annotations.Nullable;

/** The end of a command that did not succeed: the sentence for stderr and the exit status. */
class CliFailure extends RuntimeException {
    private final int exitCode;

    CliFailure(int exitCode, String message) {
        this(exitCode, message, null);
    }

    CliFailure(int exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** One of {@link ExitCode}. */
    int exitCode() {
        return exitCode;
    }

    /** The message as a sentence that is never null. */
    String sentence() {
        String message = getMessage();
        return message == null ? toString() : message;
    }
}
