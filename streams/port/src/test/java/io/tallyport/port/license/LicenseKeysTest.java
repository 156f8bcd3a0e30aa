package io.tallyport.port.license;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class LicenseKeysTest {

    private final LicenseKeys keys = new LicenseKeys("0123456789abcdef".getBytes(StandardCharsets.UTF_8));

    @Test
    void idsAndKeysHaveTheirFormAndNeverRepeat() {
        var seen = new HashSet<String>();
        for (int i = 0; i < 1_000; i++) {
            String id = keys.newId();
            String key = keys.newKey();
            assertTrue(id.matches("lic-[a-z2-7]{26}"), id);
            assertTrue(key.matches("tk_([A-Z0-9]{5}-){6}[A-Z0-9]{2}"), key);
            assertTrue(seen.add(id));
            assertTrue(seen.add(key));
        }
    }

    @Test
    void hashIsKeyedByThePepper() {
        assertEquals(64, keys.hash("tk_A").length());
        assertEquals(keys.hash("tk_A"), keys.hash("tk_A"));
        assertNotEquals(keys.hash("tk_A"), keys.hash("tk_B"));
        var other = new LicenseKeys("fedcba9876543210".getBytes(StandardCharsets.UTF_8));
        assertNotEquals(keys.hash("tk_A"), other.hash("tk_A"));
    }

    @Test
    void repeatedCommandNamesTheSameLicense() {
        assertEquals(keys.idOf("cmd-1"), keys.idOf("cmd-1"));
        assertNotEquals(keys.idOf("cmd-1"), keys.idOf("cmd-2"));
        assertTrue(keys.idOf("cmd-1").matches("lic-[a-z2-7]{26}"));
    }

    @Test
    void shortPeppersAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new LicenseKeys(new byte[15]));
    }
}
