package io.tallyport.domain.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tallyport.domain.catalog.FilterException;
import io.tallyport.domain.catalog.GroupBy;
import io.tallyport.domain.catalog.PathFilters;
import io.tallyport.domain.usage.UsageEvent;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroupKeyTest {

    private static final List<GroupBy> FIELDS = List.of(GroupBy.field("region"), GroupBy.field("size"));

    @Test
    void namesPathsAndValuesInTheOrderOfTheMeter() throws FilterException {
        assertEquals("region=eu,size=3", key("eu", 3L));
        assertEquals("region=eu,size=3", key("eu", new BigDecimal("3.00")), "equal numbers are one group");
        assertEquals("region=true,size=0.5", key(true, new BigDecimal("0.50")));
        assertEquals("region=,size=100", key(null, new BigDecimal("1E+2")), "what is not there has an empty value");
        assertEquals("region=a\\,b\\=c\\\\d,size=", key("a,b=c\\d", null));
    }

    @Test
    void aValueThatIsTooLongHasNoKeyAndIsNamed() throws FilterException {
        String longest = "x".repeat(GroupKey.LONGEST_VALUE);
        assertEquals("region=" + longest + ",size=", key(longest, null));
        assertNull(key("eu", longest + "x"));
        assertNull(key("\u65e5".repeat(70), "\u65e5".repeat(70)), "all together");
        assertNull(key("eu", new BigDecimal("1E-999999999")), "written out, a billion digits");
        assertNull(key("eu", new BigDecimal("1E+999999999")));
        assertEquals(
                "size",
                GroupKey.tooLong(FIELDS, event(Map.of("region", "eu", "size", longest + "x")))
                        .name());
    }

    @Test
    void differentValuesHaveDifferentKeys() throws FilterException {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        Set<String> keys = new HashSet<>();
        Set<List<String>> values = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            var pair = List.of(text(random), text(random));
            values.add(pair);
            keys.add(key(pair.get(0), pair.get(1)));
        }
        assertEquals(values.size(), keys.size(), "seed " + seed);
    }

    /** Of the characters that a key could be mistaken by. */
    private static String text(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append("a,=\\".charAt(random.nextInt(4)));
        }
        return text.toString();
    }

    private static @Nullable String key(@Nullable Object region, @Nullable Object size) throws FilterException {
        var data = new HashMap<String, @Nullable Object>();
        data.put("region", region);
        data.put("size", size);
        return GroupKey.of(FIELDS, event(data));
    }

    @Test
    void anExpressionStandsUnderItsNameAndOneWithoutAnAnswerIsNamed() throws FilterException {
        var by = List.of(GroupBy.field("region"), new PathFilters().group("class", "size<10"));
        assertEquals("region=eu,class=small", GroupKey.of(by, event(Map.of("region", "eu", "size", 9L))));
        assertEquals("region=,class=large", GroupKey.of(by, event(Map.of("size", 10L))));
        var e = assertThrows(FilterException.class, () -> GroupKey.of(by, event(Map.of("region", "eu"))));
        assertEquals("the group class has no answer for this event: there is no number size", e.getMessage());
    }

    private static UsageEvent event(Map<String, ? extends @Nullable Object> data) {
        return new UsageEvent("l", "s", "i", "t", 0, 0, -1, List.of(), data, "");
    }
}
