package io.tallyport.app.demo;

import io.tallyport.app.demo.DemoEmission.Way;
import io.tallyport.app.demo.topic.TopicWitness;
import io.tallyport.client.Subscription;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One demo: issues the licenses, lets the products emit and ask, waits for every verdict, and holds what came of it
 * against what was emitted. The deciding is the node's alone.
 */
public final class DemoRun {

    private static final String CATALOG = "demo.yaml";
    private static final int ISSUE_ATTEMPTS = 10;
    private static final int ISSUES_UNDER_WAY = 32;
    private static final Duration VIEW_LOADED = Duration.ofSeconds(30);
    private static final Duration DRAINED = Duration.ofSeconds(120);
    private static final Duration MOST_AHEAD = Duration.ofMinutes(55);
    private static final long FRAME_MS = 500;
    private static final long STEP_NANOS = 2_000_000;
    private static final int BUSIEST = 6;

    private final DemoSettings settings;
    private final DemoSite site;
    private final DemoScreen screen;
    private final DemoCast cast = DemoCast.standard();
    private final DemoTally tally = new DemoTally();
    private final DemoWitness witness = new DemoWitness();
    private final DemoCounts counts = new DemoCounts();
    private final DemoHttp http;
    private final DemoChecks checks;
    private long emittedAtFrame;
    private long nextFrameMs;
    private Instant begin = DemoSettings.START;

    public DemoRun(DemoSettings settings, DemoSite site, DemoScreen screen) {
        this.settings = settings;
        this.site = site;
        this.screen = screen;
        this.http = new DemoHttp(site.url());
        this.checks = new DemoChecks(site.client().checks(), http, cast.all(), settings.seed());
    }

    /**
     * Runs it.
     *
     * @throws IOException when the node refuses what it must not refuse, or does not answer
     */
    public DemoSummary run() throws IOException, InterruptedException {
        prepare();
        begin = site.time().instant();
        Subscription told = site.client().view().onChange(counts::changed);
        try (told;
                var topics = TopicWitness.start(site.kafka(), site.registry(), witness);
                checks;
                var dispatch = dispatch()) {
            screen.say("Simulated products begin at " + begin + "; one real second is " + settings.clockFactor() / 60
                    + " simulated minutes.");
            checks.start();
            emit(dispatch);
            boolean drained = drain(dispatch, topics);
            return summary(dispatch, topics, drained);
        }
    }

    private void prepare() throws IOException, InterruptedException {
        try (InputStream catalog = DemoRun.class.getResourceAsStream(CATALOG)) {
            if (catalog == null) {
                throw new IllegalStateException("the application was packaged without " + CATALOG);
            }
            http.applyCatalog(catalog.readAllBytes());
        }
        screen.say("Catalog applied: products atlas, scribe and vault.");
        var underWay = new ArrayDeque<CompletableFuture<com.fasterxml.jackson.databind.JsonNode>>();
        for (DemoLicense license : cast.all()) {
            if (underWay.size() == ISSUES_UNDER_WAY) {
                var unused = DemoHttp.await(underWay.remove());
            }
            underWay.add(http.issue(license, ISSUE_ATTEMPTS));
        }
        while (!underWay.isEmpty()) {
            var unused = DemoHttp.await(underWay.remove());
        }
        int licenses = cast.all().size();
        if (!await(VIEW_LOADED, () -> site.client().view().size() >= licenses)) {
            throw new IOException(
                    "the client library knows " + site.client().view().size() + " of " + licenses + " licenses after "
                            + VIEW_LOADED.toSeconds() + " s");
        }
        screen.say(licenses + " licenses issued on " + plans() + " plans.");
    }

    private long plans() {
        return cast.all().stream().map(DemoLicense::plan).distinct().count();
    }

    private DemoDispatch dispatch() {
        var features = new HashMap<String, String>();
        cast.all().forEach(license -> features.put(license.id(), license.feature()));
        Map<Way, DemoChannel> channels = Map.of(
                Way.LIBRARY, new LibraryChannel(site.client().emitter(), begin),
                Way.HTTP, new HttpChannel(http::emit, tally::unanswered, HttpChannel.Patience.STANDARD, begin),
                Way.RAW, new RawChannel(site.kafka()));
        return new DemoDispatch(
                channels,
                tally,
                emission -> checks.crossing(emission.license(), features.getOrDefault(emission.license(), "")));
    }

    private void emit(DemoDispatch dispatch) {
        var world = new DemoWorld(settings, cast);
        long beganNanos = System.nanoTime();
        while (!world.isOver()) {
            long elapsedMs = (System.nanoTime() - beganNanos) / 1_000_000;
            dispatch.send(world.due(Math.min(elapsedMs, heardMs())));
            show("emitting", elapsedMs);
            LockSupport.parkNanos(STEP_NANOS);
        }
    }

    /**
     * How far the products may be without being ahead of the pipeline: an event that is much later than the last tick
     * is refused as one of the future, so on a machine that is too slow the products wait.
     */
    private long heardMs() {
        long heard = site.client().view().asOfMs() + MOST_AHEAD.toMillis() - begin.toEpochMilli();
        return heard / settings.clockFactor();
    }

    private boolean drain(DemoDispatch dispatch, TopicWitness topics) throws InterruptedException {
        long beganNanos = System.nanoTime();
        return await(DRAINED, () -> {
            show("waiting for verdicts", settings.emitMs() + (System.nanoTime() - beganNanos) / 1_000_000);
            return topics.failure() != null
                    || dispatch.underWay() == 0
                            && witness.total() >= tally.emitted()
                            && checks.open() == 0
                            && tally.covers(witness.decided());
        });
    }

    private DemoSummary summary(DemoDispatch dispatch, TopicWitness topics, boolean drained)
            throws IOException, InterruptedException {
        checks.close();
        var verification = new DemoVerification(tally, witness, http);
        DemoWitness.Verdicts seen = witness.verdicts();
        List<String> verdictFaults = verification.verdictFaults(seen);
        List<String> totalFaults = verification.totalFaults(cast.all());
        var faults = new ArrayList<String>();
        if (!drained) {
            faults.add("after " + DRAINED.toSeconds() + " s not everything had its verdict: " + dispatch.underWay()
                    + " records under way, " + checks.open() + " crossings open");
        }
        Exception failure = topics.failure();
        if (failure != null) {
            faults.add("the topics could not be read to their end: " + failure);
        }
        if (!dispatch.failure().isEmpty()) {
            faults.add(dispatch.failure());
        }
        if (checks.httpFailures() > 0) {
            faults.add(checks.httpFailures() + " checks over HTTP got no answer");
        }
        faults.addAll(verdictFaults);
        faults.addAll(totalFaults);
        return summary(seen, verdictFaults.isEmpty() && drained, totalFaults.isEmpty(), faults);
    }

    private DemoSummary summary(
            DemoWitness.Verdicts seen, boolean conserved, boolean totalsEqual, List<String> faults) {
        var verdicts = new LinkedHashMap<String, Long>();
        for (DemoFate fate : DemoFate.values()) {
            verdicts.put(fate.name().toLowerCase(Locale.ROOT), seen.count(fate));
        }
        List<Long> answers = checks.answers();
        DemoLatencies latencies = checks.latencies();
        return new DemoSummary(
                tally.emitted(seen.decided()),
                verdicts,
                conserved,
                totalsEqual,
                cast.all().size(),
                witness.breaches(),
                counts.changes(),
                answers.get(0),
                answers.get(1),
                answers.get(2),
                witness.anomalies(),
                latencies.count(),
                checks.missed(),
                latencies.percentileMs(50),
                latencies.percentileMs(99),
                latencies.percentileMs(100),
                settings.seconds(),
                settings.seed(),
                faults);
    }

    private void show(String phase, long elapsedMs) {
        if (elapsedMs < nextFrameMs) {
            return;
        }
        nextFrameMs = elapsedMs + FRAME_MS;
        long emitted = tally.emitted();
        long perSecond = (emitted - emittedAtFrame) * 1000 / FRAME_MS;
        emittedAtFrame = emitted;
        DemoLatencies latencies = checks.latencies();
        screen.show(new DemoFrame(
                phase,
                elapsedMs,
                settings.emitMs(),
                begin.plusSeconds(elapsedMs * settings.clockFactor() / 1000)
                        .toString()
                        .substring(0, 16),
                emitted,
                perSecond,
                Arrays.stream(DemoFate.values()).map(witness::count).toList(),
                witness.breaches(),
                counts.changes(),
                counts.recent(),
                checks.answers(),
                witness.anomalies(),
                witness.recentAnomalies(),
                latencies.count(),
                latencies.percentileMs(50),
                latencies.percentileMs(99),
                tally.busiest(BUSIEST)));
    }

    private static boolean await(Duration atMost, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(10);
        }
        return true;
    }
}
