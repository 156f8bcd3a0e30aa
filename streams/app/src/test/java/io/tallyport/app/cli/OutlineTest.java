package io.tallyport.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OutlineTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data.region == 'eu'",
                "data.region in ['eu', \"us\"] && !has(data.x)",
                "!data.cached",
                "bounded(100, PT1H)",
                "acme/*",
                "plain words",
                "a # b",
                "- x",
                "a: b",
                "2026-01-10T12:00:00Z",
                "lastKnown(PT72H)",
            })
    void whatItPrintsOfAnItemIsReadAsTheSameItem(String text) throws Exception {
        var item = Map.of("id", "a", "filter", text, "list", List.of(text, "b"));
        String line = Outline.yaml(new ObjectMapper().valueToTree(item));
        assertEquals(item, new YAMLMapper().readValue(line, Map.class), line);
    }
}
