package io.tallyport.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is shared is what was stored, no more and no less. */
class CommonPartsTest {

    private final CommonParts common = new CommonParts();

    @Test
    void theSameBytesAreTheSameObject() {
        List<String> first = names(value("a", "b"), "names");
        assertEquals(List.of("a", "b"), first);
        assertSame(first, names(value("a", "b"), "names"));
        assertNotSame(first, names(value("a", "c"), "names"));
        assertEquals(List.of("a", "c"), names(value("a", "c"), "names"));
    }

    @Test
    void whatFollowsASharedPartIsReadFromItsEnd() {
        names(value("a", "b"), "names");
        var in = new BinaryInput("any", value("a", "b"), 1, common);
        in.common("names", i -> i.list(BinaryInput::text));
        assertEquals("end", in.text());
    }

    @Test
    void partsOfAnotherKindAreNotTakenForIt() {
        // All kinds of the same slot: whatever the hash, some of these fall together.
        for (int kind = 0; kind < 1_000; kind++) {
            var in = new BinaryInput("any", value(), 1, common);
            if (kind % 2 == 0) {
                List<String> list = in.common("list " + kind, i -> i.list(BinaryInput::text));
                assertEquals(List.of(), list);
            } else {
                Long number = in.common("number " + kind, BinaryInput::number);
                assertEquals(0L, number);
            }
        }
    }

    @Test
    void aTruncatedValueIsAnErrorWhereverItEnds() {
        byte[] whole = value("a", "bc");
        names(whole, "names");
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(
                    StoredValueException.class,
                    () -> {
                        var in = new BinaryInput("any", cut, 1, common);
                        in.common("names", i -> i.list(BinaryInput::text));
                        in.text();
                    },
                    "length " + length);
        }
    }

    @Test
    void anySequenceOfValuesReadsAsWithoutSharing() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            var names = random.ints(random.nextInt(4), 0, 5)
                    .mapToObj(n -> "n".repeat(n))
                    .toArray(String[]::new);
            assertEquals(List.of(names), names(value(names), "names " + random.nextInt(200)), "seed " + seed);
        }
    }

    private List<String> names(byte[] value, String kind) {
        return new BinaryInput("any", value, 1, common).common(kind, i -> List.copyOf(i.list(BinaryInput::text)));
    }

    private static byte[] value(String... names) {
        return new BinaryOutput(1)
                .list(List.of(names), BinaryOutput::text)
                .text("end")
                .toBytes();
    }
}
