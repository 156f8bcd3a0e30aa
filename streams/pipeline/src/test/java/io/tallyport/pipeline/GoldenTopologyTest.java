package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.metering.Expression;
import io.tallyport.pipeline.store.StoreKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The topology as text. To accept a change: {@code mvn test -pl streams/pipeline -am -Dgolden.update=true}. */
class GoldenTopologyTest {

    private static final Path GOLDEN = Path.of("src/test/resources/topology.txt");

    @Test
    void theTopologyIsTheGoldenOne() throws IOException {
        String actual = describe();
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(GOLDEN, actual);
        }
        assertEquals(Files.readString(GOLDEN), actual);
    }

    @Test
    void thereIsOneSubTopologyAndNoRepartition() {
        String actual = describe();
        assertTrue(actual.contains("Sub-topology: 0") && !actual.contains("Sub-topology: 1"));
        assertFalse(actual.contains("repartition"));
        assertFalse(actual.contains("KSTREAM-") || actual.contains("KTABLE-"));
    }

    @Test
    void everyTopicOfTheCatalogHasItsNode() {
        String actual = describe();
        for (TallyTopic<?> topic : TopicCatalog.ALL) {
            boolean writtenByChecks = topic == TopicCatalog.ENTITLEMENT_DECISIONS;
            assertEquals(!writtenByChecks, actual.contains(topic.name()), topic.name());
        }
    }

    private static String describe() {
        return TallyTopology.build(
                        Registry.at("mock://golden", Map.of()),
                        4,
                        Expression.FIELD_PATHS,
                        new PipelineMetrics(new SimpleMeterRegistry()),
                        StoreKind.OWN)
                .describe()
                .toString();
    }
}
