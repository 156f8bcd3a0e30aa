package io.tallyport.port.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.domain.catalog.CatalogDocument;
import io.tallyport.expression.CelFilters;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions of meters that begin at an instant: which the writer takes, which it refuses, and what it says of them. */
class CatalogRecountsTest {

    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final String FIRST = meter("tokens", 1, null, "usage.total");
    private static final String TUESDAY = "2026-11-24T00:00:00Z";

    private final List<StoredCatalog> past = new ArrayList<>();

    @Test
    void aVersionThatBeginsInThePastIsToldAsARecount() {
        inForce(FIRST);
        String repaired = document(FIRST, meter("tokens", 2, TUESDAY, "usage.tokens"));
        for (JsonNode answer : List.of(dryRun(repaired), writer().diff(tree(repaired)))) {
            assertEquals(
                    "[{\"meter\":\"tokens\",\"version\":2,\"from\":\"" + TUESDAY + "\"}]",
                    answer.path("recounts").toString(),
                    answer.toString());
        }
    }

    @Test
    void eachVersionThatIsBroughtIsTold() {
        inForce(FIRST);
        String two = document(
                FIRST,
                meter("tokens", 2, TUESDAY, "usage.tokens"),
                meter("tokens", 3, "2026-11-25T00:00:00Z", "usage.sum"));
        assertEquals(List.of("2", "3"), dryRun(two).path("recounts").findValuesAsText("version"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-26T13:00:00Z, 1", // an event of then may have been counted
        "2026-11-26T13:00:00.001Z, 0"
    })
    void aVersionToComeRecountsNothing(String from, int recounts) {
        inForce(FIRST);
        JsonNode answer = dryRun(document(FIRST, meter("tokens", 2, from, "usage.tokens")));
        assertEquals(recounts, answer.path("recounts").size());
    }

    @Test
    void aVersionWithoutAnInstantRecountsNothing() {
        inForce(FIRST);
        assertTrue(dryRun(document(meter("tokens", 2, null, "usage.tokens")))
                .path("recounts")
                .isEmpty());
    }

    @Test
    void aVersionThatWasThereIsNoRecount() {
        inForce(FIRST, meter("tokens", 2, TUESDAY, "usage.tokens"));
        String more =
                document(FIRST, meter("tokens", 2, TUESDAY, "usage.tokens"), meter("calls", 1, null, "usage.calls"));
        assertTrue(dryRun(more).path("recounts").isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"2026-10-22T12:00:00Z, true", "2026-10-22T11:59:59.999Z, false", "2025-01-01T00:00:00Z, false"})
    void aVersionBeginsNoEarlierThanEventsAreAccepted(String from, boolean taken) {
        inForce(meter("calls", 1, null, "usage.calls"), FIRST);
        String document =
                document(meter("calls", 1, null, "usage.calls"), FIRST, meter("tokens", 2, from, "usage.tokens"));
        if (taken) {
            assertEquals(1, dryRun(document).path("recounts").size());
            return;
        }
        Problem refused = refused(() -> dryRun(document));
        assertEquals("meters[2].from", refused.field());
        assertEquals("OUT_OF_RANGE", refused.errors().get(0).code());
        assertTrue(refused.detail().contains("2026-10-22T12:00:00Z or later"), refused.detail());
        assertEquals(
                refused.field(), refused(() -> writer().diff(tree(document))).field());
        assertEquals(
                refused.field(),
                refused(() -> writer().propose(tree(document), null, "")).field());
    }

    /** So the document of one installation can be taken to another one. */
    @Test
    void theFirstRevisionMayHoldVersionsThatBeganLongAgo() {
        String document = document(FIRST, meter("tokens", 2, "2025-01-01T00:00:00Z", "usage.tokens"));
        assertTrue(dryRun(document).path("recounts").isEmpty());
    }

    /** Events of up to 35 days ago may come, and a day more because ticks come in steps. */
    @ParameterizedTest
    @CsvSource({"2026-10-21T12:00:00Z, true", "2026-10-21T12:00:00.001Z, false"})
    void theVersionBeforeMayGoOnceNoEventOfItsTimeIsAccepted(String from, boolean taken) {
        inForce(FIRST, meter("tokens", 2, from, "usage.tokens"));
        String alone = document(meter("tokens", 2, from, "usage.tokens"));
        if (taken) {
            assertTrue(dryRun(alone).path("recounts").isEmpty());
        } else {
            Problem refused = refused(() -> dryRun(alone));
            assertEquals("meters[0].from", refused.field());
            assertTrue(refused.detail().contains("keep version 2 beside"), refused.detail());
        }
    }

    @Test
    void aVersionThatStandsBesideAnotherCountsWhatItCountedInEveryRevision() {
        inForce(FIRST, meter("tokens", 2, TUESDAY, "usage.tokens"));
        inForce(FIRST);
        String other = document(FIRST, meter("tokens", 2, TUESDAY, "usage.sum"));
        Problem refused = refused(() -> dryRun(other));
        assertEquals("meters[1].version", refused.field());
        assertTrue(refused.detail().contains("(value)"), refused.detail());
        // When it begins is part of what it means.
        Problem moved =
                refused(() -> dryRun(document(FIRST, meter("tokens", 2, "2026-11-25T00:00:00Z", "usage.tokens"))));
        assertTrue(moved.detail().contains("(from)"), moved.detail());
        assertEquals(
                1,
                dryRun(document(FIRST, meter("tokens", 2, TUESDAY, "usage.tokens")))
                        .path("recounts")
                        .size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "from: 2026-11-25T00:00:00Z, "})
    void aProposalGivesOrReplacesTheInstantOfWhatIsBroughtAlone(String said) {
        inForce(FIRST, meter("calls", 1, null, "usage.calls"));
        String document = document(
                FIRST,
                meter("tokens", 2, null, "usage.tokens").replace("version: 2, ", "version: 2, " + said),
                meter("calls", 1, null, "usage.calls"));
        CatalogProposal proposal = writer().propose(tree(document), TUESDAY, "");
        assertEquals(1, proposal.recounted().size());
        assertEquals("meters[1]", proposal.recounted().get(0).path());
        assertEquals(
                Instant.parse(TUESDAY).toEpochMilli(),
                proposal.recounted().get(0).version().fromMs());
        assertEquals(
                List.of("meters[1]"),
                BroughtMeter.of(proposal.before(), proposal.after()).stream()
                        .map(BroughtMeter::path)
                        .toList());
    }

    @Test
    void aProposalForOneMeterLeavesTheOthers() {
        inForce(FIRST);
        String document = document(
                FIRST, meter("tokens", 2, null, "usage.tokens"), meter("calls", 1, "2026-11-25T00:00:00Z", "usage.n"));
        CatalogProposal proposal = writer().propose(tree(document), TUESDAY, "tokens");
        assertEquals(
                List.of(TUESDAY, "2026-11-25T00:00:00Z"),
                proposal.recounted().stream()
                        .map(one -> Json.instant(one.version().fromMs()))
                        .toList());
        assertEquals(
                "meters[1].from",
                refused(() -> writer().propose(tree(document), TUESDAY, "calls"))
                        .field());
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "format: 1", "meters: 7", "meters: [1, {}]", "meters: [{version: x}]"})
    void whatIsNoCatalogIsRefusedAsSuch(String text) {
        inForce(FIRST);
        assertFalse(refused(() -> writer().propose(tree(text.equals("format: 1") ? "format: 2" : text), TUESDAY, ""))
                .errors()
                .isEmpty());
    }

    private JsonNode dryRun(String yaml) {
        return writer().check(new CatalogChangeRequest(tree(yaml), null, "ann", "why"))
                .answer();
    }

    private static Problem refused(Runnable asked) {
        Problem problem = assertThrows(ProblemException.class, asked::run).problem();
        assertEquals("CATALOG_INVALID", problem.code());
        return problem;
    }

    private static @Nullable Object tree(String yaml) {
        return CatalogText.tree(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static String document(String... meters) {
        return "format: 1\nmeters:\n" + String.join("", meters);
    }

    private static String meter(String id, int version, @Nullable String from, String value) {
        return "  - {id: " + id + ", version: " + version + ", " + (from == null ? "" : "from: '" + from + "', ")
                + "eventType: llm.completion, aggregation: SUM, value: " + value + "}\n";
    }

    private void inForce(String... meters) {
        long revision = past.size() + 1L;
        var catalog = CatalogDocument.read(tree(document(meters)), revision, CelFilters.CEL)
                .catalog()
                .orElseThrow();
        try {
            String text = Json.MAPPER.writeValueAsString(CatalogDocument.write(catalog));
            past.add(new StoredCatalog(revision, "ann", revision, text));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private CatalogWriter writer() {
        return new CatalogWriter(
                () -> {
                    throw new AssertionError("nothing is written");
                },
                revision -> new byte[0],
                new CatalogSource() {
                    @Override
                    public StoredCatalog current() {
                        return past.isEmpty() ? StoredCatalog.NONE : past.get(past.size() - 1);
                    }

                    @Override
                    public void forEach(Consumer<StoredCatalog> reader) {
                        past.forEach(reader);
                    }
                },
                new AdoptionBoard(1),
                1,
                NOW::toEpochMilli,
                Duration.ZERO);
    }
}
