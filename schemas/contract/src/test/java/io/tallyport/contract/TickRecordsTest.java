package io.tallyport.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class TickRecordsTest {

    private static final long TIME_MS = 1_767_225_600_000L;

    @Test
    void everySourceTopicHasATickThatCarriesTheTime() {
        for (var topic : TopicCatalog.sources()) {
            SpecificRecord tick = TickRecords.at(topic, TIME_MS);
            var schema = topic.schema();
            assertEquals("TICK", tick.get(schema.getField("kind").pos()).toString(), topic.name());
            assertEquals(TIME_MS, tick.get(schema.getField("timeMs").pos()), topic.name());
        }
    }

    @Test
    void outputTopicsTakeNoTicks() {
        for (var topic : TopicCatalog.ALL) {
            if (topic.role() == TallyTopic.Role.OUTPUT) {
                assertThrows(IllegalArgumentException.class, () -> TickRecords.at(topic, TIME_MS), topic.name());
            }
        }
    }
}
