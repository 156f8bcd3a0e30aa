package io.tallyport.port.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.readmodel.CatalogDocument;
import org.junit.jupiter.api.Test;

class RevisionListingTest {

    private static final String FIRST = "{\"format\":1,\"products\":[{\"id\":\"acme\",\"name\":\"A\"}]}";
    private static final String SECOND =
            "{\"format\":1,\"products\":[{\"id\":\"acme\",\"name\":\"B\"},{\"id\":\"more\",\"name\":\"M\"}],\"features\":[{\"id\":\"api\"}]}";

    @Test
    void eachRevisionSaysHowMuchItChanged() {
        var listing = new RevisionListing(10);
        assertTrue(listing.add(revision(3, FIRST)));
        assertTrue(listing.add(revision(2, SECOND)));
        assertTrue(listing.add(revision(1, FIRST)));
        JsonNode rows = listing.rows();
        assertEquals(
                "{\"product\":{\"removed\":1,\"changed\":1},\"feature\":{\"removed\":1}}",
                rows.at("/0/changes").toString());
        assertEquals(
                "{\"product\":{\"added\":1,\"changed\":1},\"feature\":{\"added\":1}}",
                rows.at("/1/changes").toString());
        assertEquals("{\"product\":{\"added\":1}}", rows.at("/2/changes").toString());
        assertEquals("2", rows.at("/1/revision").asText());
        assertEquals("1970-01-01T00:00:02Z", rows.at("/1/appliedAt").asText());
        assertEquals(0, listing.next());
    }

    @Test
    void thePageEndsAndTheOneBehindItIsOnlyComparedWith() {
        var listing = new RevisionListing(1);
        assertTrue(listing.add(revision(3, FIRST)));
        assertFalse(listing.add(revision(2, SECOND)));
        assertEquals(1, listing.rows().size());
        assertEquals(3, listing.next());
        assertTrue(listing.rows().at("/0/changes").has("product"));
    }

    @Test
    void nothingIsSaidOfARevisionWhoseBaseIsNotThere() {
        var listing = new RevisionListing(5);
        assertTrue(listing.add(revision(4, FIRST)));
        assertTrue(listing.add(revision(2, SECOND)));
        assertFalse(listing.rows().at("/0").has("changes"));
        assertFalse(listing.rows().at("/1").has("changes"));
    }

    private static CatalogDocument revision(long revision, String document) {
        return new CatalogDocument(
                revision, revision - 1, "ann", "why", 0, revision * 1_000, 1, document, "d" + revision);
    }
}
