package io.tallyport.readmodel.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyTest {

    private record Parts(String text, long number, long descending) {
        static final Comparator<Parts> ORDER = Comparator.<Parts, byte[]>comparing(
                        parts -> parts.text().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned)
                .thenComparingLong(Parts::number)
                .thenComparing(Comparator.comparingLong(Parts::descending).reversed());

        byte[] key() {
            return Key.of('Z')
                    .text(text)
                    .number(number)
                    .largestFirst(descending)
                    .bytes();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void keysSortAsTheirPartsDo(long seed) {
        var random = new Random(seed);
        var parts = new ArrayList<Parts>();
        for (int i = 0; i < 500; i++) {
            parts.add(new Parts(text(random), number(random), number(random)));
        }
        var byParts = parts.stream().sorted(Parts.ORDER).toList();
        var byKey = parts.stream()
                .sorted(Comparator.comparing(Parts::key, Arrays::compareUnsigned))
                .toList();
        assertEquals(byParts, byKey);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {4, 5})
    void aKeyCanBeTakenApart(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            var parts = new Parts(text(random), number(random), number(random));
            var reader = new KeyReader(
                    Key.of('Z').rest(parts.key()).rest(new byte[] {7, 0}).bytes());
            assertEquals('Z', reader.letter());
            assertEquals('Z', reader.letter());
            assertEquals(parts, new Parts(reader.text(), reader.number(), reader.largestFirst()));
            assertArrayEquals(new byte[] {7, 0}, reader.rest());
        }
    }

    @Test
    void aTextIsNoPrefixOfALongerText() {
        byte[] shorter = Key.of('Z').text("a").bytes();
        for (String longer : List.of("aa", "a\0", "a\0\1", "a/b")) {
            byte[] key = Key.of('Z').text(longer).bytes();
            assertTrue(Arrays.mismatch(key, shorter) < shorter.length, longer);
        }
    }

    @Test
    void theBytesOfAKeyAreThoseOfFormatOne() {
        byte[] key =
                Key.of('R').text("li\0c").number(1).largestFirst(1).letter('x').bytes();
        assertEquals(
                "526c6900ff6300018000000000000001" + "7ffffffffffffffe78",
                HexFormat.of().formatHex(key));
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append("\0\1ab\u00e9".charAt(random.nextInt(5)));
        }
        return text.toString();
    }

    private static long number(Random random) {
        return random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(5) - 2;
    }
}
