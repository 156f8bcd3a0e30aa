package io.tallyport.port.catalog;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.MisplacedKey;
import io.tallyport.port.answer.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * A catalog file as a tree: JSON or YAML, which is read as JSON with comments. Anchors, aliases, tags, repeated keys
 * and further documents are refused, so a small file stays small and means what it looks like.
 */
public final class CatalogText {

    /** Larger files are refused. */
    public static final int BYTES_MAX = 1024 * 1024;

    private static final ObjectMapper YAML = new YAMLMapper(YAMLFactory.builder()
                    .loaderOptions(options())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Json.DEPTH_MAX)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private static LoaderOptions options() {
        var options = new LoaderOptions();
        options.setCodePointLimit(BYTES_MAX);
        options.setNestingDepthLimit(Json.DEPTH_MAX);
        options.setAllowDuplicateKeys(false);
        return options;
    }

    /**
     * The tree of a file: maps, lists, strings, booleans, exact numbers; null for an empty one.
     *
     * @throws io.tallyport.port.answer.ProblemException naming line and column of what cannot be read
     */
    public static @Nullable Object tree(byte[] body) {
        String text = utf8(body);
        if (MisplacedKey.isIn(text)) {
            throw Problem.badInput(MisplacedKey.CODE, "body", "the catalog " + MisplacedKey.REASON)
                    .asException();
        }
        try {
            return looksLikeJson(text) ? text.isBlank() ? null : Json.MAPPER.readValue(text, Object.class) : yaml(text);
        } catch (JsonProcessingException e) {
            throw unreadable(e.getLocation(), sentence(e.getOriginalMessage()));
        } catch (IOException | NumberFormatException e) {
            throw unreadable(null, "a value cannot be read");
        }
    }

    private static @Nullable Object yaml(String text) throws IOException {
        refuseReferences(text);
        try (JsonParser parser = YAML.createParser(text)) {
            if (parser.nextToken() == null) {
                return null;
            }
            Object tree = YAML.readValue(parser, Object.class);
            if (parser.nextToken() != null) {
                throw unreadable(parser.currentTokenLocation(), "a second document begins here; a catalog is one");
            }
            return tree;
        }
    }

    /** The parser reads an alias as the text of its name, which nobody means. */
    private static void refuseReferences(String text) throws IOException {
        try (JsonParser parser = YAML.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (parser instanceof YAMLParser yaml && (yaml.isCurrentAlias() || yaml.getObjectId() != null)) {
                    throw unreadable(
                            parser.currentTokenLocation(), "anchors (&) and aliases (*) are not used in a catalog");
                }
                if (parser.getTypeId() != null) {
                    throw unreadable(parser.currentTokenLocation(), "tags (!) are not used in a catalog");
                }
            }
        }
    }

    private static String utf8(byte[] body) {
        if (body.length > BYTES_MAX) {
            throw Problem.of(413, "TOO_LARGE", "a catalog has at most " + BYTES_MAX + " bytes")
                    .asException();
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw unreadable(null, "the file is no UTF-8 text");
        }
    }

    private static boolean looksLikeJson(String text) {
        String head = text.stripLeading();
        return head.isEmpty() || head.charAt(0) == '{' || head.charAt(0) == '[';
    }

    private static RuntimeException unreadable(@Nullable JsonLocation at, String reason) {
        String where = at == null || at.getLineNr() < 1
                ? ""
                : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
        return Problem.badInput("CATALOG_UNREADABLE", "body", where + reason).asException();
    }

    /** What a parser says without the lines in which it quotes the file; those are indented. */
    private static String sentence(@Nullable String message) {
        String said = message == null
                ? ""
                : message.lines()
                        .filter(line -> !line.isBlank() && !line.startsWith(" "))
                        .limit(2)
                        .collect(java.util.stream.Collectors.joining(": "));
        String text = said.isEmpty() ? "cannot be read" : said;
        return text.length() <= 300 ? text : text.substring(0, 300);
    }

    private CatalogText() {}
}
