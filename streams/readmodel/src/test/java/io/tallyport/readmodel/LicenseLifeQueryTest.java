package io.tallyport.readmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.readmodel.store.Key;
import io.tallyport.readmodel.store.RowStore;
import io.tallyport.wire.LicenseEventV1;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of the terms of licenses. */
final class LicenseLifeQueryTest {

    @TempDir
    Path temp = Path.of("");

    private final TestLog log = new TestLog("life-" + UUID.randomUUID(), 3);

    private ReadModel model() {
        return TestModel.caughtUp(TestModel.over(log, temp.resolve("model")), log);
    }

    @Test
    void anEventSaysTheTermAfterIt() {
        event("L", 1, "ISSUED", "ACTIVE", 100);
        try (var model = model()) {
            var event = model.timeline("L", 10).value().get(0);
            assertEquals(100L, event.startedAtMs());
            assertEquals(5_000L, event.expiresAtMs());
            assertEquals(6_000L, event.graceUntilMs());
            assertTrue(event.renews() && event.trial());
        }
    }

    @Test
    void theListHasTheTermOfTheLastEventAlsoWhereTheSnapshotHasNoEnd() {
        log.append(TopicCatalog.ENTITLEMENT_SNAPSHOTS, "L", Samples.snapshot("L", 1));
        log.append(TopicCatalog.ENTITLEMENT_SNAPSHOTS, "M", Samples.snapshot("M", 1));
        event("L", 1, "ISSUED", "TRIAL", 100);
        event("L", 2, "SUSPENDED", "SUSPENDED", 200);
        event("L", 1, "ISSUED", "TRIAL", 100);
        log.append(TopicCatalog.LICENSE_EVENTS, "L", Samples.event("L", 2, "REFUSED", "ACTIVE"));
        try (var model = model()) {
            assertEquals(2, model.lastChange("L").value().orElseThrow().version());
            var life = model.licenses(null, 10).value().get(0);
            assertEquals(5_000L, life.expiresAtMs());
            assertEquals(6_000L, life.graceUntilMs());
            assertTrue(life.renews() && life.trial());
            var unheardOf = model.licenses(null, 10).value().get(1);
            assertEquals(Optional.empty(), model.lastChange("M").value());
            assertTrue(unheardOf.expiresAtMs() == null && !unheardOf.renews() && !unheardOf.trial());
        }
    }

    @Test
    void aLicenseIsWhatItWasAtAnInstant() {
        event("L", 1, "ISSUED", "ACTIVE", 100);
        event("L", 2, "SUSPENDED", "SUSPENDED", 200);
        event("LL", 1, "ISSUED", "ACTIVE", 50);
        try (var model = model()) {
            assertEquals(Optional.empty(), model.licenseAt("L", 99).value());
            assertEquals(
                    "ACTIVE", model.licenseAt("L", 199).value().orElseThrow().state());
            assertEquals(
                    "SUSPENDED", model.licenseAt("L", 200).value().orElseThrow().state());
            assertEquals(Optional.empty(), model.licenseAt("nobody", 200).value());
        }
    }

    /** A folder of a build that kept no last events goes on: of what it read there were no terms to tell. */
    @Test
    void anOlderFolderTellsOfTermsOnceSomethingHappens() {
        log.append(TopicCatalog.ENTITLEMENT_SNAPSHOTS, "L", Samples.snapshot("L", 1));
        log.append(TopicCatalog.LICENSE_EVENTS, "L", Samples.event("L", 1, "ISSUED", "ACTIVE"));
        model().close();
        try (var store = RowStore.open(temp.resolve("model"))) {
            store.write(changes -> {
                var keys = new ArrayList<byte[]>();
                changes.scan(Key.of(Letters.LATEST).bytes(), null, (key, value) -> keys.add(key));
                assertEquals(1, keys.size());
                keys.forEach(changes::delete);
            });
        }
        try (var model = model()) {
            var before = model.licenses(null, 10).value().get(0);
            assertTrue(!before.renews() && before.expiresAtMs() == null);
            event("L", 2, "RENEWED", "ACTIVE", 200);
            TestModel.caughtUp(model, log);
            assertTrue(model.licenses(null, 10).value().get(0).renews());
        }
    }

    private void event(String license, long version, String type, String state, long atMs) {
        log.append(
                TopicCatalog.LICENSE_EVENTS,
                license,
                LicenseEventV1.newBuilder(Samples.event(license, version, type, state))
                        .setAtMs(atMs)
                        .setPlan("basic")
                        .setStartedAtMs(100L)
                        .setExpiresAtMs(5_000L)
                        .setGraceUntilMs(6_000L)
                        .setTrial(true)
                        .setRenews(true)
                        .build());
    }
}
