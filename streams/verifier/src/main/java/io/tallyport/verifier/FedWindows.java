package io.tallyport.verifier;

import io.tallyport.verifier.Totals.Counted;
import io.tallyport.verifier.Totals.Window;
import java.util.stream.Stream;

/** The windows that an event feeds. */
final class FedWindows {

    /** Those of a meter, and of the event's group and subjects if it has some. */
    static Stream<Counted> of(String license, Windows windows, Terms.Meter meter, long timeMs, Added added) {
        var own = meter.periods().stream().map(period -> counted(license, windows, meter, period, timeMs, ""));
        var ofParts = added.parts().stream()
                .flatMap(part -> meter.groupPeriods(windows).stream()
                        .map(period -> counted(license, windows, meter, period, timeMs, part)));
        return Stream.concat(own, ofParts);
    }

    static Counted counted(
            String license, Windows windows, Terms.Meter meter, Period period, long timeMs, String group) {
        var of = new Window(license, meter.id(), period, windows.from(period, timeMs));
        return new Counted(of, meter.version(), group);
    }

    private FedWindows() {}
}
