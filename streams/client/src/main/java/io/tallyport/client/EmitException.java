package io.tallyport.client;

/**
 * An event that may or may not be durable. {@link #report()} is the event with its id, time and number filled in:
 * emitting that again counts it once, whatever became of the first attempt.
 */
public final class EmitException extends RuntimeException {

    private final transient UsageReport report;

    EmitException(UsageReport report, Throwable cause) {
        super(
                "event " + (report.id() == null ? "without an id" : report.id()) + " of source " + report.source()
                        + " is not known to be written: " + cause.getMessage(),
                cause);
        this.report = report;
    }

    /** The event to emit again. */
    public UsageReport report() {
        return report;
    }
}
