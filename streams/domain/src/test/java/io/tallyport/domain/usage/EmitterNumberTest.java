package io.tallyport.domain.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmitterNumberTest {

    @Test
    void anIdSaysEpochPartitionAndSequence() {
        assertEquals("1f.11.1700", EmitterNumber.id(31, 11, 1700));
    }

    @Test
    void anIdThatIsWrittenSoIsRecognizedAndNoOther() {
        var random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            long epoch = 1 + (random.nextLong() >>> 1 + random.nextInt(62));
            long sequence = random.nextLong() >>> 1 + random.nextInt(62);
            int partition = random.nextInt(100);
            String id = EmitterNumber.id(epoch, partition, sequence);
            assertTrue(EmitterNumber.isIdOf(event(id, epoch, sequence), partition), id);
            assertTrue(EmitterNumber.hasForm(id), id);
            assertFalse(EmitterNumber.isIdOf(event(id, epoch, sequence), partition + 1), id);
            assertFalse(EmitterNumber.isIdOf(event(id, epoch, sequence + 1), partition), id);
            assertFalse(EmitterNumber.isIdOf(event(id, epoch + 1, sequence), partition), id);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1f.0.05", "01f.0.5", "1F.0.5", "1f-0-5", " 1f.0.5", "1f.0.5 ", "f.0.5", ".0.5", "0.5", "5", "."
            })
    void nothingThatOnlyLooksLikeItIs(String id) {
        assertFalse(EmitterNumber.isIdOf(event(id, 31, 5), 0));
    }

    @Test
    void anEventWithoutANumberHasNoSuchId() {
        assertFalse(EmitterNumber.isIdOf(event("0.0.0", 0, 0), 0));
        assertFalse(EmitterNumber.isIdOf(event("1.0.-1", 1, -1), 0));
        assertFalse(EmitterNumber.isIdOf(event(EmitterNumber.id(1, 0, Long.MAX_VALUE), 1, Long.MAX_VALUE), 0));
    }

    private static UsageEvent event(String id, long epoch, long sequence) {
        return new UsageEvent("lic", "acme/web", id, "call", 0, epoch, sequence, List.of(), Map.of(), "");
    }
}
