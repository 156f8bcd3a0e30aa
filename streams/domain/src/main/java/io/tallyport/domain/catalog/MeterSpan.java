package io.tallyport.domain.catalog;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The time in which one version of a meter counts the events. The spans of a meter follow each other, each event is in one at most.
 *
 * @param meter the version
 * @param fromMs time of the first events, ms; {@link Meter#ALWAYS} for all before
 * @param untilMs time of the first that are not of it; {@link Long#MAX_VALUE} for none
 */
public record MeterSpan(Meter meter, long fromMs, long untilMs) {

    /** Whether an event of that time is of it. */
    public boolean holds(long timeMs) {
        return fromMs <= timeMs && timeMs < untilMs;
    }

    /** The spans of a meter as a catalog names its versions, in order; none if it does not. */
    public static List<MeterSpan> of(@Nullable Meter latest) {
        var spans = new ArrayList<MeterSpan>();
        long untilMs = Long.MAX_VALUE;
        for (Meter version = latest; version != null; version = version.earlier()) {
            spans.add(0, new MeterSpan(version, version.fromMs(), untilMs));
            untilMs = version.fromMs();
        }
        return List.copyOf(spans);
    }

    /** What counts after some spans are replaced from an instant on. */
    public static List<MeterSpan> replacedFrom(List<MeterSpan> before, List<MeterSpan> after, long fromMs) {
        var spans = new ArrayList<MeterSpan>();
        for (MeterSpan span : before) {
            if (span.fromMs < fromMs) {
                spans.add(new MeterSpan(span.meter, span.fromMs, Math.min(span.untilMs, fromMs)));
            }
        }
        for (MeterSpan span : after) {
            if (span.untilMs > fromMs) {
                spans.add(new MeterSpan(span.meter, Math.max(span.fromMs, fromMs), span.untilMs));
            }
        }
        return List.copyOf(spans);
    }

    /** The version that events of a time are of; null if they are of none. */
    public static @Nullable Meter at(List<MeterSpan> spans, long timeMs) {
        for (MeterSpan span : spans) {
            if (span.holds(timeMs)) {
                return span.meter;
            }
        }
        return null;
    }
}
