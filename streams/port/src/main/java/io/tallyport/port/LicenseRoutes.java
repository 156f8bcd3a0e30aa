package io.tallyport.port;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.client.EntitlementView;
import io.tallyport.client.TallyportClient;
import io.tallyport.client.ViewEntry;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.entitlement.FeatureEntitlement;
import io.tallyport.domain.usage.UsageAdmission;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.RecordJson;
import io.tallyport.port.answer.RequestFields;
import io.tallyport.port.license.IssueRequest;
import io.tallyport.readmodel.ReadModel;
import io.tallyport.readmodel.Reading;
import io.tallyport.readmodel.ReadingFilter;
import io.tallyport.readmodel.TimelineEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Licenses: how one is issued, which there are, what they may do, what they used. */
final class LicenseRoutes {

    /** A year of days of some twenty meters: of more, nobody says what months have that days have not. */
    private static final int DAYS_MOST = 10_000;

    private static final List<String> TERM =
            List.of("startsAt", "startedAt", "trial", "renews", "nextPlan", "nextPlanAt");
    private static final Set<String> WINDOWS = Set.of("MINUTE", "HOUR", "DAY", "MONTH");

    private final Supplier<PortBackend> backend;
    private final TallyportClient client;
    private final EntitlementView view;
    private final ReadModel readModel;

    LicenseRoutes(Supplier<PortBackend> backend, TallyportClient client, ReadModel readModel) {
        this.backend = backend;
        this.client = client;
        this.view = client.view();
        this.readModel = readModel;
    }

    void addTo(Map<String, RouteHandler> handlers) {
        handlers.put("usage", RouteHandler.of(this::usage));
        handlers.put("check", RouteHandler.of(this::check));
        handlers.put("license-issue", call -> {
            var request = IssueRequest.of(call.body(), call.header("Idempotency-Key"));
            return backend.get().commands().issue(request);
        });
        handlers.put("license-show", RouteHandler.of(this::show));
        handlers.put("licenses", RouteHandler.of(this::licenses));
    }

    private Answer check(RouteCall call) {
        String trace = call.query("trace");
        String caller = call.query("caller");
        String tracedAs = trace.isEmpty() || trace.equals("each") ? caller : caller + "#" + trace;
        var checked = client.checks().check(call.path("license"), call.path("feature"), tracedAs, !trace.isEmpty());
        return Answer.ok(CheckJson.of(checked));
    }

    private Answer show(RouteCall call) {
        String license = call.license();
        ViewEntry entry = view.find(license).orElseThrow(() -> unknown(license));
        Entitlement entitlement = entry.entitlement();
        ObjectNode node = RecordJson.of(entitlement);
        if (entitlement.graceUntilMs() == entitlement.expiresAtMs()) {
            node.remove("graceUntil");
        }
        node.put("asOf", Json.instant(view.asOfMs(license)));
        node.put("viewAgeMs", view.ageMs(license));
        readModel.lastChange(license).value().ifPresent(last -> term(node, last));
        return Answer.ok(node);
    }

    /** What the view does not tell, for no check needs it: there, one that renews itself, or is to have another plan, has no end. */
    private static void term(ObjectNode node, TimelineEvent last) {
        var said = RecordJson.of(last);
        TERM.stream().filter(said::has).forEach(name -> node.set(name, said.get(name)));
        boolean isHidden = last.renews() || last.nextPlanAtMs() != null;
        if (isHidden && said.has("expiresAt")) {
            node.set("expiresAt", said.get("expiresAt"));
        }
    }

    private Answer usage(RouteCall call) {
        String license = call.license();
        String window = call.queryOrNull("window");
        if (window != null && !WINDOWS.contains(window)) {
            throw Problem.badInput("MALFORMED", "window", "window must be MINUTE, HOUR, DAY or MONTH")
                    .asException();
        }
        String from = call.query("from");
        Long fromMs = from.isEmpty() ? null : RequestFields.instantMs("from", from);
        String to = call.query("to");
        Long toMs = to.isEmpty() ? null : RequestFields.instantMs("to", to);
        var readings = readModel.readings(
                license,
                new ReadingFilter(
                        call.queryOrNull("meter"),
                        window,
                        fromMs,
                        toMs,
                        call.flag("groups"),
                        subject(call),
                        call.limit()));
        Optional<Entitlement> entitlement = view.find(license).map(ViewEntry::entitlement);
        if (readings.value().isEmpty() && entitlement.isEmpty()) {
            throw unknown(license);
        }
        ObjectNode node = Json.object().put("license", license);
        if (entitlement.isPresent()) {
            var e = entitlement.get();
            head(node, e.customer(), e.product(), e.plan());
        } else {
            var last = readings.value().get(0);
            head(node, last.customer(), last.product(), last.plan());
        }
        node.put(
                "version",
                readings.value().stream().mapToLong(Reading::version).max().orElse(0));
        ReadAnswers.readAt(node, readings);
        var meters = node.putArray("meters");
        var days = daysOf(license, call.queryOrNull("meter"), readings.value());
        for (Reading reading : readings.value()) {
            ObjectNode line = meter(reading, entitlement.orElse(null));
            long inNoDay = isMonth(reading) ? days.eventsInNoDay(reading) : 0;
            if (inNoDay > 0) {
                line.put("eventsInNoDay", inNoDay);
            }
            meters.add(line);
        }
        return Answer.ok(node);
    }

    /** The days of the months among some readings; of those that are too young to lack some, none. */
    private MonthsWithoutDays daysOf(String license, @Nullable String meter, List<Reading> readings) {
        long keptMs = view.asOfMs(license) - UsageAdmission.ACCEPTANCE_LIMIT.toMillis();
        long earliestMs = readings.stream()
                .filter(LicenseRoutes::isMonth)
                .mapToLong(Reading::fromMs)
                .min()
                .orElse(Long.MAX_VALUE);
        if (earliestMs >= keptMs) {
            return new MonthsWithoutDays(List.of());
        }
        var filter = new ReadingFilter(meter, "DAY", earliestMs - MonthsWithoutDays.LONGEST_DAY_MS, false, DAYS_MOST);
        var days = readModel.readings(license, filter).value();
        return new MonthsWithoutDays(days.size() < DAYS_MOST ? days : List.of());
    }

    private static boolean isMonth(Reading reading) {
        return reading.window().equals("MONTH")
                && reading.group().isEmpty()
                && reading.subject().isEmpty();
    }

    /** Which subjects are asked for; null for none, empty for all. */
    private static @Nullable String subject(RouteCall call) {
        String subject = call.query("subject");
        return subject.isEmpty() && !call.flag("subjects") ? null : subject;
    }

    private static void head(ObjectNode node, String customer, String product, String plan) {
        node.put("customer", customer).put("product", product).put("plan", plan);
    }

    private static ObjectNode meter(Reading reading, @Nullable Entitlement entitlement) {
        ObjectNode node = Json.object()
                .put("meter", reading.meter())
                .put("meterVersion", reading.meterVersion())
                .put("unit", reading.unit())
                .put("window", reading.window())
                .put("from", Json.instant(reading.fromMs()))
                .put("to", Json.instant(reading.toMs()))
                .put("value", reading.value().toPlainString())
                .put("events", reading.events())
                .put("zone", reading.zone());
        if (!reading.aggregation().isEmpty()) {
            node.put("aggregation", reading.aggregation());
        }
        if (!reading.relativeError().isEmpty()) {
            node.put("relativeError", reading.relativeError());
        }
        if (!reading.level().isEmpty()) {
            // A level goes on: what a window that runs comes to is right as of then.
            node.put("currentLevel", reading.level())
                    .put("valueAsOf", Json.instant(Math.min(reading.asOfMs(), reading.toMs())));
        }
        if (reading.recounting()) {
            node.put("recounting", true);
        }
        if (!reading.group().isEmpty()) {
            node.put("group", reading.group());
        }
        if (!reading.subject().isEmpty()) {
            node.put("subject", reading.subject());
        }
        // A limit is on the total.
        if (entitlement != null
                && reading.group().isEmpty()
                && reading.subject().isEmpty()) {
            for (FeatureEntitlement f : entitlement.features()) {
                var limit = f.limit();
                if (limit != null
                        && f.meter().equals(reading.meter())
                        && f.window() != null
                        && f.window().name().equals(reading.window())
                        && f.windowFromMs() == reading.fromMs()) {
                    node.put("limit", limit.toPlainString())
                            .put("hard", f.hard())
                            .put("level", f.level().name());
                }
            }
        }
        return node;
    }

    private Answer licenses(RouteCall call) {
        int limit = call.limit();
        var page = readModel.licenses(call.queryOrNull("after"), limit);
        ObjectNode node = ReadAnswers.list("licenses", page);
        if (page.value().size() == limit) {
            node.put("next", page.value().get(limit - 1).license());
        }
        return Answer.ok(node);
    }

    static RuntimeException unknown(String license) {
        return Problem.of(404, "LICENSE_UNKNOWN", "there is no license " + license)
                .asException();
    }
}
