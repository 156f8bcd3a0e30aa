package io.tallyport.domain.license;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Plan;
import io.tallyport.domain.catalog.Product;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Validity;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A license that is told and left alone, and what becomes of it. */
final class Lives {

    static final Validity MONTHLY = validity("P1M", Validity.From.ISSUE, "P7D", true, null);
    static final Validity YEARLY = validity("P1Y", Validity.From.ISSUE, "PT0S", false, null);
    static final Validity ON_ACTIVATION = validity("P1Y", Validity.From.ACTIVATION, "PT0S", false, null);
    static final Validity ON_USE = validity("P30D", Validity.From.USE, "P3D", false, null);
    static final Validity TRIED = validity(null, Validity.From.ISSUE, "PT0S", false, "P14D");
    static final Validity TRIED_THEN_MONTHLY = validity("P1M", Validity.From.ISSUE, "P7D", true, "P14D");

    static final Map<String, Validity> PLANS = Map.of(
            "endless",
            Validity.ENDLESS,
            "monthly",
            MONTHLY,
            "yearly",
            YEARLY,
            "activated",
            ON_ACTIVATION,
            "used",
            ON_USE,
            "tried",
            TRIED,
            "triedThenMonthly",
            TRIED_THEN_MONTHLY);

    final List<LicenseTimelineEvent> timeline = new ArrayList<>();
    final Catalog catalog;
    private final String timeZone;
    private int commands;

    @Nullable License license;

    Lives(String timeZone) {
        this(timeZone, PLANS);
    }

    Lives(String timeZone, Map<String, Validity> plans) {
        this.timeZone = timeZone;
        this.catalog = catalog(plans);
    }

    static Catalog catalog(Map<String, Validity> plans) {
        return new Catalog(
                1,
                Map.of("acme", new Product("acme", "Acme", List.of())),
                Map.of(),
                Map.of(),
                plans.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                plan -> new Plan(
                                        plan.getKey(),
                                        1,
                                        "acme",
                                        Map.of(),
                                        Map.of(),
                                        0,
                                        plan.getValue(),
                                        List.of(),
                                        List.of()))),
                Map.of());
    }

    private static Validity validity(
            @Nullable String lasts, Validity.From from, String grace, boolean renews, @Nullable String trial) {
        return new Validity(
                lasts == null ? null : Period.parse(lasts),
                from,
                Duration.parse(grace),
                renews,
                Validity.RenewFrom.EXPIRY,
                trial == null ? null : Period.parse(trial));
    }

    Lives issue(String at, String plan) {
        return issue(at, plan, null, null);
    }

    Lives issue(String at, String plan, @Nullable String startsAt, @Nullable String expiresAt) {
        return take(
                at,
                new LicenseCommand(
                        LicenseCommand.Kind.ISSUE,
                        "L",
                        "c" + commands++,
                        "ann",
                        "sold",
                        "acme",
                        plan,
                        "C",
                        "hash",
                        ms(expiresAt),
                        timeZone,
                        UsageCalendar.NO_ANCHOR,
                        ms(startsAt),
                        Map.of()));
    }

    Lives tell(String at, LicenseCommand.Kind kind) {
        return tell(at, kind, "", Map.of());
    }

    Lives tell(String at, LicenseCommand.Kind kind, String plan, Map<String, String> attributes) {
        return take(at, command(kind, "c" + commands++, plan, attributes));
    }

    static LicenseCommand command(
            LicenseCommand.Kind kind, String commandId, String plan, Map<String, String> attributes) {
        return new LicenseCommand(
                kind,
                "L",
                commandId,
                "ann",
                "because",
                "",
                plan,
                "",
                "",
                Long.MAX_VALUE,
                "",
                UsageCalendar.NO_ANCHOR,
                Term.NEVER,
                attributes);
    }

    /** Nothing arrives until then. */
    Lives pass(String at) {
        return take(at, LicenseCommand.passTime("L"));
    }

    Lives use(String at) {
        return take(at, LicenseCommand.use("L"));
    }

    private Lives take(String at, LicenseCommand command) {
        var outcome = License.apply(license, command, catalog, ms(at));
        license = outcome.next();
        timeline.addAll(outcome.events());
        return this;
    }

    /** What happened: when, what, and the state after it. */
    List<String> story() {
        return timeline.stream().map(Lives::line).toList();
    }

    private static String line(LicenseTimelineEvent event) {
        return Stream.of(
                        Instant.ofEpochMilli(event.atMs()).toString(),
                        event.type() == LicenseEventType.REFUSED
                                ? event.refusal()
                                : event.type().name(),
                        String.valueOf(event.state()))
                .collect(Collectors.joining(" "));
    }

    License license() {
        return Objects.requireNonNull(license);
    }

    String end() {
        long endMs = license().expiresAtMs();
        return endMs == Term.NEVER ? "never" : Instant.ofEpochMilli(endMs).toString();
    }

    private static long ms(@Nullable String at) {
        return at == null ? Term.NEVER : Instant.parse(at).toEpochMilli();
    }
}
