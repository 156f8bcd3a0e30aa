package io.tallyport.app.cli;

/** What a command's exit status says. Stable: scripts depend on it. */
final class ExitCode {
    /** Done; for {@code check}: ALLOW or ALERT. */
    static final int OK = 0;
    /** Refused, or failed. */
    static final int FAILED = 1;
    /** Bad usage of the command, or bad input. */
    static final int BAD_INPUT = 2;
    /** The node does not answer, or is not ready; what was sent may have arrived. */
    static final int UNREACHABLE = 3;
    /** {@code check}: DENY. */
    static final int DENY = 10;

    /** {@code export}: periods of it wait for their statement, or their statement is held. */
    static final int INCOMPLETE = 11;

    /** {@code explain usage}: the events do not come to the number that was stated. */
    static final int DIFFERS = 12;

    /** {@code explain usage}, {@code meter preview}: the events are not all there any more. */
    static final int EVIDENCE_EXPIRED = 13;

    private ExitCode() {}
}
