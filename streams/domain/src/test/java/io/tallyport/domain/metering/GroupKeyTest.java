package io.tallyport.domain.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

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

    private static final List<String> PATHS = List.of("region", "size");

    @Test
    void namesPathsAndValuesInTheOrderOfTheMeter() {
        assertEquals("region=eu,size=3", key("eu", 3L));
        assertEquals("region=eu,size=3", key("eu", new BigDecimal("3.00")), "equal numbers are one group");
        assertEquals("region=true,size=0.5", key(true, new BigDecimal("0.50")));
        assertEquals("region=,size=100", key(null, new BigDecimal("1E+2")), "what is not there has an empty value");
        assertEquals("region=a\\,b\\=c\\\\d,size=", key("a,b=c\\d", null));
    }

    @Test
    void aValueThatIsTooLongHasNoKeyAndIsNamed() {
        String longest = "x".repeat(GroupKey.LONGEST_VALUE);
        assertEquals("region=" + longest + ",size=", key(longest, null));
        assertNull(key("eu", longest + "x"));
        assertNull(key("\u65e5".repeat(70), "\u65e5".repeat(70)), "all together");
        assertNull(key("eu", new BigDecimal("1E-999999999")), "written out, a billion digits");
        assertNull(key("eu", new BigDecimal("1E+999999999")));
        assertEquals("size", GroupKey.tooLong(PATHS, Map.of("region", "eu", "size", longest + "x")));
    }

    @Test
    void differentValuesHaveDifferentKeys() {
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

    private static @Nullable String key(@Nullable Object region, @Nullable Object size) {
        var data = new HashMap<String, @Nullable Object>();
        data.put("region", region);
        data.put("size", size);
        return GroupKey.of(PATHS, data);
    }
}
