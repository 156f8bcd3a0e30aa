package io.tallyport.pipeline.state;

import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.license.AnsweredCommand;
import io.tallyport.domain.license.License;
import io.tallyport.domain.license.LicenseEventType;
import io.tallyport.domain.license.LicenseState;
import io.tallyport.domain.license.LicenseTimelineEvent;
import io.tallyport.domain.license.Seats;
import io.tallyport.domain.license.Term;

/** The stored form of a license and of the commands that it answered. */
final class LicenseCodec {

    static void write(BinaryOutput out, License license) {
        out.text(license.id())
                .text(license.state().name())
                .text(license.product())
                .text(license.plan())
                .text(license.customer())
                .text(license.keyHash())
                .fixed(license.expiresAtMs())
                .number(license.version())
                .flag(license.quarantined())
                .text(license.issuedByCommandId())
                .fixed(license.issuedAtMs())
                .list(license.answered(), LicenseCodec::writeAnswer);
    }

    static License read(BinaryInput in) {
        return new License(
                in.text(),
                LicenseState.valueOf(in.text()),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                "",
                // Its key before, its term, and those of its answers, follow where they say more ({@link TermCodec}).
                Term.until(0, in.fixed()),
                UsageCalendar.UTC,
                in.number(),
                in.flag(),
                in.text(),
                in.fixed(),
                in.list(LicenseCodec::readAnswer));
    }

    private static void writeAnswer(BinaryOutput out, AnsweredCommand answered) {
        LicenseTimelineEvent e = answered.answer();
        out.fixed(answered.bodyHash())
                .text(e.license())
                .text(e.type().name())
                .number(e.version())
                .optional(e.state(), (o, state) -> o.text(state.name()))
                .text(e.commandId())
                .fixed(e.commandHash())
                .text(e.author())
                .text(e.reason())
                .text(e.refusal())
                .text(e.field())
                .text(e.detail())
                .fixed(e.atMs())
                .text(e.product())
                .text(e.plan())
                .text(e.customer())
                .text(e.keyHash())
                .fixed(e.term().expiresAtMs());
    }

    private static AnsweredCommand readAnswer(BinaryInput in) {
        long bodyHash = in.fixed();
        return new AnsweredCommand(
                bodyHash,
                new LicenseTimelineEvent(
                        in.text(),
                        LicenseEventType.valueOf(in.text()),
                        in.number(),
                        in.optional(i -> LicenseState.valueOf(i.text())),
                        in.text(),
                        in.fixed(),
                        in.text(),
                        in.text(),
                        in.text(),
                        in.text(),
                        in.text(),
                        in.fixed(),
                        in.text(),
                        in.text(),
                        in.text(),
                        in.text(),
                        Term.until(0, in.fixed()),
                        UsageCalendar.UTC));
    }

    /** The calendar is stored by itself, for licenses that have one of their own. */
    static void writeCalendar(BinaryOutput out, UsageCalendar calendar) {
        out.text(calendar.timeZone()).fixed(calendar.anchorMs());
    }

    static UsageCalendar readCalendar(BinaryInput in) {
        String timeZone = in.text();
        long anchorMs = in.fixed();
        try {
            return UsageCalendar.of(timeZone, anchorMs);
        } catch (IllegalArgumentException e) {
            throw in.damaged("a calendar that this runtime does not know, " + e.getMessage());
        }
    }

    static void writeSeats(BinaryOutput out, Seats seats) {
        out.list(seats.members(), BinaryOutput::text)
                .fixed(seats.countedMs())
                .list(seats.releasedToday(), BinaryOutput::text);
    }

    static Seats readSeats(BinaryInput in) {
        return new Seats(in.list(BinaryInput::text), in.fixed(), in.list(BinaryInput::text));
    }

    private LicenseCodec() {}
}
