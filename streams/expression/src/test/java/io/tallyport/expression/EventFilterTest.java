package io.tallyport.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.catalog.FilterException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which events somebody means may depend on the job that brought them; which ones a meter counts may not. */
class EventFilterTest {

    @Test
    void theJobThatBroughtAnEventCanBeAskedFor() throws FilterException {
        var filter = EventFilter.compile("job == 'moved-in' && data.size > 3");
        assertTrue(filter.matches("acme/web", List.of(), Map.of("size", 4L), "moved-in"));
        assertFalse(filter.matches("acme/web", List.of(), Map.of("size", 3L), "moved-in"));
        assertFalse(filter.matches("acme/web", List.of(), Map.of("size", 4L), ""));
        assertEquals("job == 'moved-in' && data.size > 3", filter.text());
        assertTrue(EventFilter.compile("").matches("acme/web", List.of(), Map.of(), "any"));
        assertThrows(FilterException.class, () -> EventFilter.compile("job + 1"));
    }

    @Test
    void aMeterKnowsNoJob() {
        var refused = assertThrows(FilterException.class, () -> CelFilters.CEL.compile("job == 'moved-in'"));
        assertTrue(String.valueOf(refused.getMessage()).contains("job"), refused::getMessage);
    }
}
