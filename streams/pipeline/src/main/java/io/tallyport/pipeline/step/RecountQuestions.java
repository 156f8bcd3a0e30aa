package io.tallyport.pipeline.step;

import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.domain.statement.PlanSpan;
import io.tallyport.domain.usage.UsageAdmission;
import io.tallyport.pipeline.mapping.OutputEncoder;
import io.tallyport.pipeline.state.GroupUsage;
import io.tallyport.pipeline.state.LedgerEntry;
import io.tallyport.pipeline.state.PendingRecount;
import io.tallyport.pipeline.state.TaskState;
import io.tallyport.pipeline.state.WaitingMeter;
import io.tallyport.pipeline.step.TurnOutputs.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a commit asks to be recounted. */
final class RecountQuestions {

    private static final Logger LOG = LoggerFactory.getLogger(RecountQuestions.class);

    private final TaskState state;
    private final OutputEncoder encoder;
    private final long nowMs;

    RecountQuestions(TaskState state, OutputEncoder encoder, long nowMs) {
        this.state = state;
        this.encoder = encoder;
        this.nowMs = nowMs;
    }

    /** The requests that can be made since the last call. */
    List<Output> ready() {
        var requests = new ArrayList<Output>();
        for (PendingRecount pending : state.recounts().takeReady()) {
            var key = pending.key();
            ask(requests, key.license(), key.series(), ledger -> request(pending, ledger));
        }
        for (WaitingMeter waiting : state.waiting().takeReady()) {
            var key = waiting.key();
            ask(requests, key.license(), key.meter(), ledger -> request(waiting, ledger));
        }
        return requests;
    }

    private void ask(List<Output> requests, String license, String what, Function<LicenseLedger, byte[]> request) {
        LedgerEntry entry = state.find(license);
        if (entry == null) {
            return;
        }
        try {
            requests.add(new Output(Sink.RECOUNTS, license, request.apply(entry.ledger())));
        } catch (RuntimeException e) {
            // The readings go on to say that they wait; all else goes on.
            LOG.error("the recount of {} of license {} cannot be asked for", what, license, e);
        }
    }

    private byte[] request(PendingRecount pending, LicenseLedger ledger) {
        return encoder.recount(pending, window -> endOf(pending, window, ledger), state.coverage(pending), nowMs);
    }

    private byte[] request(WaitingMeter waiting, LicenseLedger ledger) {
        return encoder.recount(
                waiting,
                ledger.calendar(),
                partsOf(ledger, waiting.fromMs()),
                state.coverage(waiting),
                state.catalog().revision(),
                nowMs);
    }

    /** The parts of all periods that end after an instant and have more than one. */
    private List<PlanSpan.Part> partsOf(LicenseLedger ledger, long fromMs) {
        var parts = new ArrayList<PlanSpan.Part>();
        var closing = ledger.closing();
        if (closing == null || closing.spans().size() < 2) {
            return parts;
        }
        long lastMs = nowMs + UsageAdmission.FUTURE_TOLERANCE.toMillis();
        long toMs;
        for (long monthMs = ledger.calendar().fromMs(Window.MONTH, fromMs); monthMs <= lastMs; monthMs = toMs) {
            toMs = ledger.calendar().toMs(Window.MONTH, monthMs);
            var ofMonth = closing.parts(monthMs, toMs);
            if (ofMonth.size() > 1) {
                parts.addAll(ofMonth);
            }
        }
        return parts;
    }

    /** A window ends with its month, day or hour; a part of a month, with the plan that held in it. */
    private static long endOf(PendingRecount pending, WindowStart window, LicenseLedger ledger) {
        long toMs = ledger.calendar().toMs(window.window(), window.fromMs());
        var closing = ledger.closing();
        if (closing != null && pending.key().series().endsWith(GroupUsage.PARTED)) {
            return closing.parts(window.fromMs(), toMs).get(0).toMs();
        }
        return toMs;
    }
}
