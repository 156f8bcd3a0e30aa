package io.tallyport.domain.license;

import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Validity;

/** The first term of a license. */
final class LicenseIssue {

    /** The term of a license that is issued, if its plan and what was asked hold. */
    static Term term(LicenseCommand command, Validity validity, long nowMs) {
        Term draft = Term.waiting(validity, command.startsAtMs(), command.expiresAtMs(), nowMs);
        if (command.startsAtMs() != Term.NEVER || validity.from() == Validity.From.ACTIVATION) {
            return draft;
        }
        var calendar = UsageCalendar.of(command.timeZone(), command.anchorMs());
        return LicenseTime.start(draft, validity, nowMs, calendar.zone());
    }

    private LicenseIssue() {}
}
