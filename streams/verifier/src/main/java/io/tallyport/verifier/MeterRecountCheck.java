package io.tallyport.verifier;

import io.tallyport.verifier.MeterRecounts.Brought;
import io.tallyport.verifier.MeterRecounts.Waiting;
import io.tallyport.verifier.UsageRules.Expected;
import io.tallyport.verifier.UsageRules.Said;
import io.tallyport.wire.UsageEventV1;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes what a license's usage of a whole meter comes to when an answer switches it: the events that stand, each
 * measured by the version that it is of now. The totals of the answer itself are not looked at; what follows from them is.
 */
final class MeterRecountCheck {

    private final Catalogs catalogs;
    private final MeterRecounts recounts;
    private final CountedEvents events;
    private final Corrections corrections;
    private final Totals totals;
    private final Levels levels;
    private final Crossings crossings;
    private final Accounts accounts;
    private final Findings findings;

    /** What an answer says of itself. */
    private record Claims(String meter, long revision, long part, long parts, long events, String digest) {

        /** The claims of an answer; null if they are none. */
        static @Nullable Claims of(UsageEventV1 event) {
            try {
                return new Claims(
                        text(event, "meter"),
                        Long.parseLong(text(event, "revision")),
                        Long.parseLong(text(event, "part")),
                        Long.parseLong(text(event, "parts")),
                        Long.parseLong(text(event, "events")),
                        text(event, "digest"));
            } catch (NumberFormatException e) {
                return null;
            }
        }

        private static String text(UsageEventV1 event, String field) {
            return String.valueOf(Quantities.valuesOf(event).get(field));
        }
    }

    MeterRecountCheck(
            Catalogs catalogs,
            MeterRecounts recounts,
            CountedEvents events,
            Corrections corrections,
            Totals totals,
            Levels levels,
            Crossings crossings,
            Accounts accounts,
            Findings findings) {
        this.catalogs = catalogs;
        this.recounts = recounts;
        this.events = events;
        this.corrections = corrections;
        this.totals = totals;
        this.levels = levels;
        this.crossings = crossings;
        this.accounts = accounts;
        this.findings = findings;
    }

    /** Whether a recount is one of a whole meter. */
    static boolean isOne(UsageEventV1 event) {
        return event.getData().containsKey("meter");
    }

    /** The verdict that the record must have: which answers are awaited is the pipeline's to say; the totals are as they are after it. */
    Expected take(Moment at, UsageEventV1 event, Said said, boolean released) {
        if (!said.kind().equals("CORRECTED")) {
            findings.unchecked("recount.notAwaited");
            return new Expected(said.kind(), said.reason(), Map.of(), null);
        }
        boolean isPart = said.reason().equals("RECOUNT_PART");
        var verdict = new Expected("CORRECTED", isPart ? "RECOUNT_PART" : "RECOUNT", Map.of(), null);
        var place = at.record().place();
        var claims = Claims.of(event);
        var wait = claims == null ? null : recounts.find(at.license(), claims.meter());
        if (claims == null || wait == null || wait.upTo(claims.revision()).isEmpty()) {
            findings.differs(
                    place,
                    "recount-unfounded",
                    "license " + at.license() + " does not wait for what it says of the meter "
                            + event.getData().get("meter"));
            return verdict;
        }
        var cause = Corrections.original(place, event);
        wait.parts(cause).add(claims.part());
        if (!isPart) {
            requireAll(place, claims, wait, cause);
            switchTo(at, claims, List.copyOf(wait.upTo(claims.revision())), released);
        }
        return verdict;
    }

    /** It switches nothing before all its parts are there, and it found what stood at its cause. */
    private void requireAll(Place place, Claims claims, Waiting wait, Place cause) {
        var parts = wait.parts(cause);
        boolean isWhole = claims.parts() >= 1
                && parts.size() == claims.parts()
                && parts.stream().allMatch(part -> part >= 1 && part <= claims.parts());
        if (!isWhole) {
            findings.differs(
                    place, "recount-parts", "the parts " + parts + " of " + claims.parts() + " have come, not all");
        }
        var stood = wait.upTo(claims.revision()).stream()
                .map(brought -> brought.at(cause))
                .filter(tally -> tally != null)
                .toList();
        if (stood.isEmpty()) {
            findings.unchecked("recount.cause");
        } else if (!stood.contains(new MeterRecounts.Tally(claims.events(), claims.digest()))) {
            findings.differs(
                    place,
                    "recount-certificate",
                    "it found " + claims.events() + " events with the digest " + claims.digest() + "; at " + cause
                            + " there were " + stood);
        } else {
            findings.checked("recounts.certificates");
        }
    }

    private void switchTo(Moment at, Claims claims, List<Brought> brought, boolean released) {
        var before = crossings.before(at);
        String meter = claims.meter();
        long fromMs = brought.stream().mapToLong(Brought::fromMs).min().orElseThrow();
        events.forEach(at.license(), fed -> {
            // Of several revisions the last that concerns the event's time, if it came after the event was counted.
            for (Brought one : brought) {
                if (one.revision() > fed.revisionOf(meter) && one.fromMs() <= fed.timeMs()) {
                    fed.measure(meter, catalogs.upTo(one.revision()));
                    corrections.counted(fed.record(), fed.values());
                }
            }
        });
        recounts.switched(at.license(), meter, claims.revision());
        var windows = at.life().windows;
        if (hasTooManyGroups(at.license(), windows, meter)) {
            findings.unchecked("recount.groupsUnclear");
            recounts.setUnclear(at.license());
        }
        totals.anew(at.record().place(), at.license(), windows, meter, fromMs, events);
        accounts.anew(at.license(), windows, meter, fromMs, events);
        findings.checked("recounts");
        findings.checked("recounts.meters");
        crossings.after(at, before, released);
    }

    /** Whether some month of a version would have more groups or subjects than it may: an event that finds no room feeds it nothing. */
    private boolean hasTooManyGroups(String license, Windows windows, String meter) {
        var groups = new HashMap<List<Long>, Set<String>>();
        var subjects = new HashMap<List<Object>, Set<String>>();
        events.forEach(
                license,
                fed -> fed.values().forEach((version, added) -> {
                    if (version.id().equals(meter)) {
                        boolean isLevel = version.isLevel();
                        long month = isLevel ? Long.MAX_VALUE : windows.from(Period.MONTH, fed.timeMs());
                        groups.computeIfAbsent(
                                        List.of(month, (long) version.version()),
                                        m -> isLevel ? levels.groups(license, version) : new HashSet<>())
                                .add(added.group());
                        String above = SubjectPaths.UNATTRIBUTED;
                        for (String subject : added.subjects()) {
                            subjects.computeIfAbsent(List.of(month, version.version(), above), m -> new HashSet<>())
                                    .add(subject);
                            subjects.computeIfAbsent(List.of(month, version.version()), m -> new HashSet<>())
                                    .add(subject);
                            above = subject;
                        }
                    }
                }));
        return groups.values().stream().anyMatch(names -> names.size() > GroupRoom.MOST)
                || subjects.entrySet().stream()
                        .anyMatch(level -> level.getValue().size()
                                > (level.getKey().size() == 2
                                        ? GroupRoom.MOST_SUBJECTS
                                        : GroupRoom.MOST_SUBJECTS_BELOW));
    }
}
