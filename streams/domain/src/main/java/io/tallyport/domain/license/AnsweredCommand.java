package io.tallyport.domain.license;

import io.tallyport.domain.catalog.UsageCalendar;

/**
 * A command that was answered, kept so that a repeat gets the same answer.
 *
 * @param bodyHash hash of what was asked
 * @param answer the event that answered it
 */
public record AnsweredCommand(long bodyHash, LicenseTimelineEvent answer) {

    AnsweredCommand in(UsageCalendar calendar) {
        return new AnsweredCommand(bodyHash, answer.in(calendar));
    }

    /** Id of the command. */
    public String commandId() {
        return answer.commandId();
    }
}
