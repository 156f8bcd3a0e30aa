package io.tallyport.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.catalog.Filter;
import io.tallyport.domain.catalog.Filter.Equality;
import io.tallyport.domain.catalog.FilterException;
import io.tallyport.domain.catalog.GroupBy;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CelFiltersTest {

    private static final List<String> SUBJECT = List.of("org-1", "team-2");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data.region == 'eu' | true",
                "data.region == 'us' | false",
                "'eu' == data.region | true",
                "data['region'] == \"eu\" | true",
                "data.usage.tokens > 10 | true",
                "data.usage.tokens == 12 | true",
                "data.usage.tokens > 11.5 | true",
                "data.usage.price > 10 | true",
                "data.usage.price == 10.5 | true",
                "data.usage.whole == 7 | true",
                "data.usage.tokens == 'twelve' | false",
                "data.region in ['eu', 'us'] | true",
                "data.cached | false",
                "!data.cached | true",
                "data.nothing == null | true",
                "has(data.region) | true",
                "has(data.zone) | false",
                "has(data.usage.tokens) && !has(data.usage.bytes) | true",
                "has(data.zone) && data.zone == 1 | false",
                "data.big == 9007199254740993 | true",
                "data.items['0'].name == 'first' | true",
                "source.startsWith('acme/') | true",
                "subject[0] == 'org-1' && size(subject) == 2 | true",
                "data.region.matches('^e[a-z]$') | true",
                "true | true",
            })
    void anExpressionIsTrueOrFalseOfAnEvent(String text, boolean expected) throws FilterException {
        assertEquals(expected, matches(text), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data.zone == 'a'",
                "data.usage.bytes > 1",
                "data.region > 5",
                "data.region",
                "data.usage",
                "data.huge == 1 || data.zone == 2",
                "subject[5] == 'x'",
                "data.usage.tokens / 0 == 1",
                "data['usage.tokens'] == 12",
                "data.region.code == 'eu'",
            })
    void whatHasNoAnswerForAnEventSaysWhy(String text) throws FilterException {
        Filter filter = CelFilters.CEL.compile(text);
        var e = assertThrows(FilterException.class, () -> filter.matches("acme/web", SUBJECT, data()), text);
        assertTrue(String.valueOf(e.getMessage()).length() > 5, e.getMessage());
        assertTrue(!String.valueOf(e.getMessage()).contains("<input>"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 + 1",
                "data.",
                "'text'",
                "dat.region == 'eu'",
                "data.region = 'eu'",
                "unknown(data.region)",
                "data.items.all(i, i > 1)",
                "[1, 2].exists(i, i > 1)",
                "data.region.matches('(')  == 'x'",
            })
    void whatIsNoFilterIsRefusedWithAPlace(String text) {
        var e = assertThrows(FilterException.class, () -> CelFilters.CEL.compile(text), text);
        assertTrue(String.valueOf(e.getMessage()).contains("(at character "), e.getMessage());
    }

    @Test
    void depthIsBounded() {
        String deep = "(".repeat(400) + "true" + ")".repeat(400);
        assertThrows(FilterException.class, () -> CelFilters.CEL.compile(deep));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data.region == 'eu' | region | eu",
                "'eu' == data.region | region | eu",
                "data.usage.kind == 'x y' | usage.kind | x y",
                "data['a-b'].c == 'z' | a-b.c | z",
            })
    void aComparisonOfOneFieldWithOneTextIsKnownAsSuch(String text, String path, String is) throws FilterException {
        assertEquals(
                Optional.of(new Equality(path, is)),
                CelFilters.CEL.compile(text).equality());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data.region != 'eu'",
                "data.region == 5",
                "data.region == data.other",
                "data.region == 'eu' && data.tier == 'gold'",
                "source == 'eu'",
                "data[source] == 'eu'",
                "data == 'eu'",
                "data['a.b'] == 'eu'",
                "has(data.region) == 'eu'",
                "!(data.region == 'eu')",
            })
    void anythingElseIsNot(String text) {
        try {
            assertEquals(Optional.empty(), CelFilters.CEL.compile(text).equality(), text);
        } catch (FilterException e) {
            // Some of them do not even compile.
            assertTrue(text.startsWith("has(") || text.startsWith("data =="), text);
        }
    }

    @Test
    void filtersAreTheirText() throws FilterException {
        assertEquals(CelFilters.CEL.compile("data.a == 'b'"), CelFilters.CEL.compile("data.a == 'b'"));
        assertEquals("data.a == 'b'", CelFilters.CEL.compile("data.a == 'b'").text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data.text.matches(data.region)",
                "data.text.matches('^' + data.region)",
                "matches(data.text, data.region)",
                "data.text.matches('(')",
                "data.text.matches('((a{100}){100}){100}')",
                "data.text.matches('((a{40}){40}){40}')",
                "true || !data.text.matches('(((a{1000}){1000}){1000}){1000}')",
            })
    void aPatternThatCouldTakeLongIsRefused(String text) {
        var e = assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThrows(FilterException.class, () -> CelFilters.CEL.compile(text)));
        assertTrue(String.valueOf(e.getMessage()).contains("pattern"), e.getMessage());
    }

    @Test
    void anOrdinaryPatternIsTaken() throws FilterException {
        String id = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";
        Filter filter = CelFilters.CEL.compile("data.id.matches('" + id + "')");
        assertTrue(filter.matches("s", List.of(), Map.of("id", "01234567-89ab-cdef-0123-456789abcdef")));
    }

    /** Whatever an event holds, it gets an answer or a reason: anything else would quarantine its license. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "int(data.region) == 1",
                "timestamp(data.region) == timestamp('2026-01-01T00:00:00Z')",
                "duration(data.region) == duration('1s')",
                "data.big * data.big == 1",
                "string(data.usage) == 'x'",
                "uint(-data.usage.tokens) == 1u",
                "int(data.huge) == 1",
                "data.usage == data && data == data.usage",
                "{data.usage: 1} == {}",
                "data.usage in data",
                "data.nothing > 1",
                "has(data.nothing.x)",
                "timestamp(data.big) > timestamp(0)",
                "timestamp('2026-01-01T00:00:00Z').getHours(data.region) == 1",
            })
    void nothingButAnAnswerOrAReasonComesOutOfAnEvent(String text) throws FilterException {
        Filter filter = CelFilters.CEL.compile(text);
        try {
            var unused = filter.matches("acme/web", SUBJECT, data());
        } catch (FilterException e) {
            assertTrue(!String.valueOf(e.getMessage()).isBlank());
        }
    }

    @Test
    void aTextIsCompiledOnce() throws FilterException {
        assertSame(CelFilters.CEL.compile("data.once == 'x'"), CelFilters.CEL.compile("data.once == 'x'"));
    }

    @Test
    void aPatternCannotTakeLong() throws FilterException {
        Filter filter = CelFilters.CEL.compile("data.text.matches('^(a+)+$')");
        boolean answer = assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> filter.matches("s", List.of(), Map.of("text", "a".repeat(30_000) + "!")));
        assertEquals(false, answer);
    }

    private static boolean matches(String text) throws FilterException {
        return CelFilters.CEL.compile(text).matches("acme/web", SUBJECT, data());
    }

    private static Map<String, @Nullable Object> data() {
        var data = new HashMap<String, @Nullable Object>();
        data.put("region", "eu");
        data.put("cached", false);
        data.put("nothing", null);
        data.put("big", 9_007_199_254_740_993L);
        data.put("huge", new BigDecimal("1E30"));
        data.put("usage.tokens", 12L);
        data.put("usage.price", new BigDecimal("10.5"));
        data.put("usage.whole", new BigDecimal("7.00"));
        data.put("items.0.name", "first");
        return data;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "data.size < 10 ? 'small' : data.size < 1000 ? 'medium' : 'large' ; medium ; java.lang.String",
                "data.size ; 100 ; java.lang.Long",
                "data.size * 2u == 0u ; '' ; ''",
                "data.half ; 0.5 ; java.math.BigDecimal",
                "double(data.size) ; 100.0 ; java.math.BigDecimal",
                "18446744073709551615u ; 18446744073709551615 ; java.math.BigDecimal",
                "data.flag ; true ; java.lang.Boolean",
                "source.startsWith('acme/') ; true ; java.lang.Boolean",
                "subject[0] ; org ; java.lang.String",
                "has(data.none) ? data.none : 'other' ; other ; java.lang.String",
                "data.none ; '' ; ''",
                "data.nothing ; '' ; ''",
                "data.half / 0.0 ; '' ; ''",
                "data ['deep'] ; '' ; ''"
            })
    void aGroupIsATextANumberOrATruthValueOrThereIsNoAnswer(String text, String answer, String type)
            throws FilterException {
        var data = new HashMap<String, @Nullable Object>(
                Map.of("size", 100L, "half", new BigDecimal("0.50"), "flag", true, "deep.one", 1L));
        data.put("nothing", null);
        GroupBy group = CelFilters.CEL.group("g", text);
        if (type.isEmpty()) {
            assertThrows(FilterException.class, () -> group.valueOf("acme/web", List.of("org"), data));
            return;
        }
        Object value = Objects.requireNonNull(group.valueOf("acme/web", List.of("org"), data));
        assertEquals(type, value.getClass().getName());
        assertEquals(answer, value.toString());
    }

    @Test
    void aGroupOfAnotherTypeOrOfNoMeaningIsRefusedWithTheReason() throws FilterException {
        for (String text : List.of("subject", "data", "b'x'", "timestamp(0)", "null", "data.a ==", "unknown", "[1]")) {
            var e = assertThrows(FilterException.class, () -> CelFilters.CEL.group("g", text), text);
            assertFalse(String.valueOf(e.getMessage()).isBlank());
        }
        assertThrows(FilterException.class, () -> CelFilters.CEL.group("g", "data.a.matches(data.b) ? 'x' : 'y'"));
        assertSame(CelFilters.CEL.group("g", "data.once"), CelFilters.CEL.group("g", "data.once"));
        assertNotEquals(CelFilters.CEL.group("g", "data.once"), CelFilters.CEL.group("h", "data.once"));
    }
}
