package io.tallyport.domain.license;

/**
 * A command that was answered, kept so that a repeat gets the same answer.
 *
 * @param bodyHash hash of what was asked
 * @param answer the event that answered it
 */
public record AnsweredCommand(long bodyHash, LicenseTimelineEvent answer) {

    /** Id of the command. */
    public String commandId() {
        return answer.commandId();
    }
}
