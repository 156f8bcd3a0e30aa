package io.tallyport.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.UsageEventV1;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class IdentitiesTest {

    private final Identities identities = new Identities(3);

    @BeforeAll
    static void trustOurSchemas() {
        // Avro builds records of those classes alone that the catalogue of topics names.
        assertNotEquals(0, TopicCatalog.ALL.size());
    }

    @Test
    void whereTheIdIsTheEmittersNumberLicenseAndPayloadDoNotMatter() {
        var one = event("lic-1", "ff.3.12", 255, 12, 5L);
        var other = event("lic-2", "ff.3.12", 255, 12, 6L);
        assertEquals(identities.idOf(one), identities.idOf(other));
        assertEquals(identities.payloadOf(one), identities.payloadOf(other));
    }

    @Test
    void anyOtherIdBelongsToItsLicenseAndItsPayloadMatters() {
        for (String id : new String[] {"order-1", "ff.4.12", "ff.3.13", "FF.3.12"}) {
            var one = event("lic-1", id, 255, 12, 5L);
            assertNotEquals(identities.idOf(one), identities.idOf(event("lic-2", id, 255, 12, 5L)), id);
            assertNotEquals(identities.payloadOf(one), identities.payloadOf(event("lic-1", id, 255, 12, 6L)), id);
        }
        assertNotEquals(
                identities.idOf(event("lic-1", "0.3.12", 0, 12, 5L)),
                identities.idOf(event("lic-2", "0.3.12", 0, 12, 5L)));
    }

    private static UsageEventV1 event(String license, String id, long epoch, long sequence, long units) {
        return UsageEventV1.newBuilder(MemoryLog.usage(id))
                .setLicense(license)
                .setEpoch(epoch)
                .setSequence(sequence)
                .setData(Map.of("units", units))
                .build();
    }
}
