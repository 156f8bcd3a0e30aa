package io.tallyport.verifier;

import io.tallyport.verifier.Readings.Reading;
import io.tallyport.verifier.Totals.Counted;
import io.tallyport.verifier.Totals.Window;
import java.util.ArrayList;
import java.util.List;

/** Whether readings say rightly where their windows end, which zone they were in, and that their meter is recounted. */
final class ReadingZones {

    /** A reading of which the revision that says how long a month waits may not have been read yet. */
    private record ZoneCheck(Reading reading, String license, Windows windows, long fromMs, boolean ofLevel) {}

    private final List<ZoneCheck> zoneChecks = new ArrayList<>();
    /** Of those of this commit the rules may say so at its end only. */
    private final List<ZoneCheck> ofCommit = new ArrayList<>();

    private final Catalogs catalogs;
    private final StatementCheck statements;
    private final MeterRecounts recounts;
    private final Findings findings;

    ReadingZones(Catalogs catalogs, StatementCheck statements, MeterRecounts recounts, Findings findings) {
        this.catalogs = catalogs;
        this.statements = statements;
        this.recounts = recounts;
        this.findings = findings;
    }

    /** A window ends, and stands, where the calendar of its license says. */
    void require(Counted counted, Windows windows, Reading reading) {
        require(counted, windows, reading, false);
    }

    /** The same of a level: at which commit of its time a reading was made is not known, and a statement may be of that time, too. */
    void requireOfLevel(Counted counted, Windows windows, Reading reading) {
        require(counted, windows, reading, true);
    }

    private void require(Counted counted, Windows windows, Reading reading, boolean ofLevel) {
        Window window = counted.window();
        if (windows.to(window.period(), window.fromMs()) != reading.toMs()) {
            findings.differs(
                    reading.place(), "reading-window", counted + " is said to end at " + reading.toMs() + ", not so");
        }
        requireRecounting(counted, reading);
        var check = new ZoneCheck(reading, window.license(), windows, window.fromMs(), ofLevel);
        if (!isRight(check, catalogs.inForce())) {
            ofCommit.add(check);
        }
    }

    /** Which other windows of a meter wait with its months is the pipeline's to say. */
    private void requireRecounting(Counted counted, Reading reading) {
        var of = counted.window();
        if (of.period() == Period.MONTH
                && counted.group().isEmpty()
                && !reading.recounting()
                && recounts.mustWait(of.license(), of.meter(), of.fromMs())) {
            findings.differs(
                    reading.place(), "reading-recounting", counted + " does not say that its meter is recounted");
        }
    }

    private boolean isRight(ZoneCheck check, Terms terms) {
        var reading = check.reading;
        String zone =
                statements.zone(reading.zone(), check.license, check.windows, check.fromMs, terms, reading.asOfMs());
        return zone.equals(reading.zone());
    }

    /** At the end of a commit, when the statements have their places that were issued in it. */
    void endOfCommit() {
        for (ZoneCheck check : ofCommit) {
            if (!isRight(check, catalogs.inForce())) {
                zoneChecks.add(check);
            }
        }
        ofCommit.clear();
    }

    /** At the very end, when all revisions were read: until then only time may have been misjudged, not what is closed. */
    void finish() {
        for (ZoneCheck check : zoneChecks) {
            var reading = check.reading;
            var terms = catalogs.revision(reading.revision()).orElse(Terms.NONE);
            boolean isClosed = reading.zone().equals("CLOSED")
                    && statements.isClosedBy(
                            check.license, check.windows.from(Period.MONTH, check.fromMs), reading.asOfMs());
            boolean isByTime = !statements.areOf(check.license)
                    && check.windows
                            .zoneOf(check.fromMs, terms.graceMs(), reading.asOfMs())
                            .equals(reading.zone());
            if (!isByTime && !isClosed && !wasOpen(check)) {
                findings.differs(
                        reading.place(),
                        "reading-zone",
                        "the zone of " + check.license + " from " + check.fromMs + " as of " + reading.asOfMs()
                                + " is not " + reading.zone());
            }
        }
    }

    /** Whether the reading of a level was made before the statement of its time. */
    private boolean wasOpen(ZoneCheck check) {
        long asOfMs = check.reading.asOfMs();
        long monthFromMs = check.windows.from(Period.MONTH, check.fromMs);
        String zone = asOfMs < check.windows.to(Period.MONTH, monthFromMs) ? "OPEN" : "GRACE";
        return check.ofLevel
                && check.reading.zone().equals(zone)
                && !statements.isClosedBy(check.license, monthFromMs, asOfMs - 1);
    }
}
