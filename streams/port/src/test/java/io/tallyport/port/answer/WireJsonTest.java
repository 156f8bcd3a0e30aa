package io.tallyport.port.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.evidence.Origin;
import io.tallyport.readmodel.UncountedKind;
import io.tallyport.readmodel.UncountedUsage;
import io.tallyport.wire.EntitlementSnapshotV1;
import io.tallyport.wire.LicenseEventV1;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import org.junit.jupiter.api.Test;

class WireJsonTest {

    @Test
    void instantsAreTextAndNoneIsLeftOut() {
        var json = WireJson.of(LicenseEventV1.newBuilder()
                .setLicense("lic-1")
                .setAtMs(1_768_003_200_000L)
                .setVersion(2)
                .build());
        assertEquals("2026-01-10T00:00:00Z", json.path("at").asText());
        assertEquals(2, json.path("version").asInt());
        assertFalse(json.has("expiresAt"));
        assertFalse(json.has("refusal"));
        assertEquals(
                "COUNTED",
                WireJson.of(UsageVerdictV1.newBuilder()
                                .setKind(VerdictKind.COUNTED)
                                .build())
                        .path("kind")
                        .asText());
    }

    @Test
    void ofATermOnlyWhatHoldsIsSaid() {
        var event = LicenseEventV1.newBuilder()
                .setExpiresAtMs(1_768_003_200_000L)
                .setGraceUntilMs(1_768_003_200_000L)
                .build();
        var json = WireJson.of(event);
        assertEquals("2026-01-10T00:00:00Z", json.path("graceUntil").asText());
        for (String none : java.util.List.of("startsAt", "startedAt", "trial", "fixedEnd", "renews")) {
            assertFalse(json.has(none), none);
        }
        event.setTrial(true);
        event.setRenews(true);
        json = WireJson.of(event);
        assertTrue(json.path("trial").asBoolean() && json.path("renews").asBoolean());
    }

    @Test
    void keyHashesStayInside() {
        assertFalse(WireJson.of(
                        EntitlementSnapshotV1.newBuilder().setKeyHash("secret").build())
                .toString()
                .contains("secret"));
    }

    @Test
    void coordinatesStandBesideTheFields() {
        var json = RecordJson.of(new UncountedUsage(
                UncountedKind.REJECTED,
                "LICENSE_UNKNOWN",
                "license",
                "",
                "lic-1",
                "s",
                "e-1",
                "t",
                0,
                1_768_003_200_000L,
                1,
                new Origin("usage.events.v1", 3, 12),
                false));
        assertEquals("usage.events.v1", json.path("topic").asText());
        assertEquals(3, json.path("partition").asInt());
        assertEquals(12, json.path("offset").asLong());
        assertEquals("2026-01-10T00:00:00Z", json.path("decidedAt").asText());
        assertFalse(json.has("time"));
    }
}
