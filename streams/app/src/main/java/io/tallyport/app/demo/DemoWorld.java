package io.tallyport.app.demo;

import io.tallyport.app.demo.DemoEmission.DemoPayload;
import io.tallyport.app.demo.DemoEmission.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Plans what the simulated products emit, and the verdict that each record must get. Pure and repeatable: the same
 * settings give the same plan, whatever the pace at which it is asked for.
 */
final class DemoWorld {

    /** Calls that a trial may make in a month, as the demo's catalog says. */
    static final int TRIAL_LIMIT = 20;

    private static final int TRIAL_EVENTS = TRIAL_LIMIT + 2;
    private static final long STEP_MS = 10;
    private static final long TRIAL_SPAN_MS = 6_000;
    /** Event times stay so far behind the clock that a tick which is a little late never makes them future ones. */
    private static final long BEHIND_MS = 200;

    private static final long LATE_BY_MS = Duration.ofDays(40).toMillis();
    private static final long DAY_MS = Duration.ofDays(1).toMillis();
    private static final long HOUR_MS = Duration.ofHours(1).toMillis();
    /** The share of each hour of the day; a run begins at six in the morning, whatever the clock shows by then. */
    private static final int[] RHYTHM_PERCENT = {
        40, 35, 30, 30, 35, 45, 60, 80, 100, 115, 125, 130, 125, 120, 130, 135, 130, 120, 105, 95, 85, 70, 60, 50
    };

    private final DemoSettings settings;
    private final DemoCast cast;
    private final Random random;
    private final DemoPayloads payloads;
    private final PriorityQueue<DemoEmission> planned =
            new PriorityQueue<>(Comparator.comparingLong(DemoEmission::atMs).thenComparingLong(DemoEmission::number));
    private final long backgroundPerSecond;
    private long number;
    private long nextStepMs;
    private long owed;

    DemoWorld(DemoSettings settings, DemoCast cast) {
        this.settings = settings;
        this.cast = cast;
        this.random = new Random(settings.seed());
        this.payloads = new DemoPayloads(random);
        long trialsPerSecond = (long) cast.trials().size() * TRIAL_EVENTS / settings.seconds();
        this.backgroundPerSecond = Math.max(settings.ratePerSecond() / 5L, settings.ratePerSecond() - trialsPerSecond);
        planTrials();
    }

    /** What is due up to a moment (real ms since the beginning, inclusive) and was not handed out yet, in order. */
    List<DemoEmission> due(long elapsedMs) {
        while (nextStepMs <= Math.min(elapsedMs, settings.emitMs())) {
            planStep(nextStepMs);
            nextStepMs += STEP_MS;
        }
        var due = new ArrayList<DemoEmission>();
        while (!planned.isEmpty() && planned.peek().atMs() <= elapsedMs) {
            due.add(planned.remove());
        }
        return due;
    }

    /** Whether everything was handed out. */
    boolean isOver() {
        return nextStepMs > settings.emitMs() && planned.isEmpty();
    }

    /** Each trial calls until its quota is used up, and a little beyond; the crossings spread over the run. */
    private void planTrials() {
        var order = new ArrayList<>(cast.trials());
        Collections.shuffle(order, random);
        long runMs = settings.emitMs();
        long firstMs = runMs / 10;
        for (int i = 0; i < order.size(); i++) {
            long crossingMs = firstMs + i * (runMs * 8 / 10) / order.size();
            long beginMs = Math.max(0, crossingMs - TRIAL_SPAN_MS);
            long stepMs = (crossingMs - Math.min(300, crossingMs / 4) - beginMs) / TRIAL_LIMIT;
            DemoEmission before = null;
            for (int n = 1; n <= TRIAL_EVENTS; n++) {
                long atMs = n < TRIAL_LIMIT ? beginMs + n * stepMs : crossingMs + (n - TRIAL_LIMIT) * 400L;
                before = plan(order.get(i), atMs, n == TRIAL_LIMIT, before);
            }
        }
    }

    private void planStep(long atMs) {
        // In thousandths of events, so that a low rate is met as exactly as a high one.
        owed += backgroundPerSecond * STEP_MS * rhythmPercent(atMs) / 100;
        for (; owed >= 1000; owed -= 1000) {
            planBackground(atMs);
        }
        if (atMs % 130 == 0) {
            planAbuse(atMs);
        }
        if (atMs % 2_500 == 0) {
            planBurst(atMs);
        }
    }

    private int rhythmPercent(long atMs) {
        long ofDayMs = (DemoSettings.START.toEpochMilli() + atMs * settings.clockFactor()) % DAY_MS;
        return RHYTHM_PERCENT[(int) (ofDayMs / HOUR_MS)];
    }

    private void planBackground(long atMs) {
        DemoLicense license = cast.usual().get(random.nextInt(cast.usual().size()));
        int lot = random.nextInt(1000);
        if (lot < 25) {
            var original = plan(license, atMs, false, null);
            again(original, original.payload(), DemoFate.DUPLICATE);
        } else if (lot < 30) {
            var original = plan(license, atMs, false, null);
            again(original, payloads.otherThan(original.payload(), license.product()), DemoFate.CONFLICT);
        } else if (lot < 34) {
            planWrong(license, atMs, DemoFate.LATE, payloads.of(license.product()), license.id(), "");
        } else if (lot < 37) {
            planWrong(license, atMs, DemoFate.REJECTED, payloads.negative(license.product()), license.id(), "");
        } else if (lot < 40) {
            planWrong(license, atMs, DemoFate.REJECTED, payloads.of(license.product()), license.id(), ".unheard-of");
        } else if (lot < 43) {
            planWrong(license, atMs, DemoFate.REJECTED, payloads.of(license.product()), "ghost-" + lot, "");
        } else if (lot < 45) {
            planRaw(license, atMs);
        } else {
            plan(license, atMs, false, null);
        }
    }

    /** Somebody found the key: from the middle of the run on many times the usual calls, most of them sent twice. */
    private void planAbuse(long atMs) {
        boolean spike = atMs >= settings.emitMs() * 55 / 100 && atMs < settings.emitMs() * 75 / 100;
        int calls = spike ? 12 : 1;
        for (int i = 0; i < calls; i++) {
            var call = plan(cast.abused(), atMs, false, null);
            if (spike && i % 3 != 0) {
                again(call, call.payload(), DemoFate.DUPLICATE);
            }
        }
    }

    private void planBurst(long atMs) {
        DemoLicense license = cast.bursting().get(random.nextInt(cast.bursting().size()));
        for (int i = 0; i < 30; i++) {
            plan(license, atMs + i * 5L, false, null);
        }
    }

    private DemoEmission plan(DemoLicense license, long atMs, boolean crossing, @Nullable DemoEmission after) {
        number++;
        return add(new DemoEmission(
                number,
                atMs,
                license.id(),
                DemoPayloads.type(license.product()),
                source(license),
                "e" + number,
                simulatedMs(atMs),
                payloads.of(license.product()),
                DemoFate.COUNTED,
                license.overHttp() ? Way.HTTP : Way.LIBRARY,
                crossing,
                after));
    }

    /** The same id once more: a retry, or another payload under an id that is taken. */
    private void again(DemoEmission original, DemoPayload payload, DemoFate fate) {
        add(new DemoEmission(
                ++number,
                original.atMs() + 50 + random.nextInt(1_000),
                original.license(),
                original.type(),
                original.source(),
                original.id(),
                original.timeMs(),
                payload,
                fate,
                original.way(),
                false,
                original));
    }

    private void planWrong(
            DemoLicense license, long atMs, DemoFate fate, DemoPayload payload, String named, String typeSuffix) {
        number++;
        add(new DemoEmission(
                number,
                atMs,
                named,
                DemoPayloads.type(license.product()) + typeSuffix,
                source(license),
                "e" + number,
                simulatedMs(atMs) - (fate == DemoFate.LATE ? LATE_BY_MS : 0),
                payload,
                fate,
                license.overHttp() ? Way.HTTP : Way.LIBRARY,
                false,
                null));
    }

    private void planRaw(DemoLicense license, long atMs) {
        number++;
        add(new DemoEmission(
                number,
                atMs,
                license.id(),
                "",
                source(license),
                "e" + number,
                0,
                payloads.of(license.product()),
                DemoFate.REJECTED,
                Way.RAW,
                false,
                null));
    }

    private DemoEmission add(DemoEmission emission) {
        planned.add(emission);
        return emission;
    }

    private long simulatedMs(long atMs) {
        return (atMs - BEHIND_MS) * settings.clockFactor();
    }

    private static String source(DemoLicense license) {
        return license.product() + (license.overHttp() ? "/web" : "/app");
    }
}
