package io.tallyport.port.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.port.license.LicenseKeys;
import java.util.List;
import org.junit.jupiter.api.Test;

class MisplacedKeyTest {

    private static final LicenseKeys KEYS = new LicenseKeys(new byte[32]);

    @Test
    void everyKeyIsFoundWhateverSurroundsItAndHalfOfOneToo() {
        for (int i = 0; i < 1_000; i++) {
            String key = KEYS.newKey();
            for (String text : List.of(key, "my key: " + key + ".", "x" + key + "y", key.replace("-", ""))) {
                assertTrue(MisplacedKey.isIn(text), text);
                assertFalse(MisplacedKey.masked(text).contains(key.substring(3, 8)), text);
            }
            assertTrue(MisplacedKey.isIn(key.substring(0, key.length() / 2 + 1)));
        }
    }

    @Test
    void whatIsNoKeyPasses() {
        for (String text : List.of("", "tk_", "task_12345", "tk_AAAAA", KEYS.newId(), KEYS.hash(KEYS.newKey()))) {
            assertFalse(MisplacedKey.isIn(text), text);
            assertEquals(text, MisplacedKey.masked(text));
        }
    }

    @Test
    void aTextWithAKeyIsRefusedByItsFieldAndTheProblemDoesNotRepeatIt() {
        String key = KEYS.newKey();
        var refused = assertThrows(ProblemException.class, () -> RequestFields.checked("reason", "because of " + key));
        assertEquals(MisplacedKey.CODE, refused.problem().code());
        assertEquals("reason", refused.problem().field());
        var problem = Problem.badInput("UNKNOWN_FIELD", key, "there is no field " + key);
        assertFalse(problem.toString().contains(key.substring(3)), problem.toString());
    }
}
