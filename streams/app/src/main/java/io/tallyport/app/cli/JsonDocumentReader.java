package io.tallyport.app.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents batches as JSON documents that span lines: arrays of events of any length, or single events, one after
 * the other. After malformed JSON nobody can say where the next event begins, so reading ends there and says so.
 */
final class JsonDocumentReader implements EmitReader {

    private final JsonParser parser;
    private final EmitDefaults defaults;
    private boolean ended;

    JsonDocumentReader(InputStream in, EmitDefaults defaults) throws IOException {
        this.parser = Json.MAPPER.getFactory().createParser(in);
        this.defaults = defaults;
    }

    @Override
    public @Nullable EmitItem next() throws IOException {
        if (ended) {
            return null;
        }
        long line = parser.currentLocation().getLineNr();
        try {
            JsonToken token = parser.nextToken();
            while (token == JsonToken.START_ARRAY && parser.getParsingContext().getNestingDepth() == 1
                    || token == JsonToken.END_ARRAY) {
                token = parser.nextToken();
            }
            if (token == null) {
                ended = true;
                return null;
            }
            line = parser.currentTokenLocation().getLineNr();
            JsonNode event = Json.MAPPER
                    .readerFor(JsonNode.class)
                    .without(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readValue(parser);
            return JsonLinesReader.item(line, event, Json.line(event), defaults);
        } catch (JsonProcessingException e) {
            ended = true;
            var place = e.getLocation();
            return new EmitItem.Bad(
                    place == null ? line : place.getLineNr(),
                    "",
                    JsonLinesReader.fault(e) + "; the rest of the file cannot be read");
        }
    }
}
