package io.tallyport.port.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator.Feature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.util.Map;
import java.util.regex.Pattern;

/** A document as YAML: what {@link CatalogText} reads of it is the same document, to the last digit. */
public final class CatalogYaml {

    /** A text that looks like a word in every dialect of YAML; whatever else has quotes. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]*");

    private static final ObjectMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .disable(Feature.WRITE_DOC_START_MARKER)
            .disable(Feature.SPLIT_LINES)
            .enable(Feature.MINIMIZE_QUOTES)
            .stringQuotingChecker(new Quotes())
            .build());

    /** The text of a document. */
    public static String of(Map<?, ?> tree) {
        try {
            return YAML.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree always has a text", e);
        }
    }

    private static final class Quotes extends StringQuotingChecker {
        private static final long serialVersionUID = 1;

        @Override
        public boolean needToQuoteName(String name) {
            return needToQuoteValue(name);
        }

        @Override
        public boolean needToQuoteValue(String value) {
            return !WORD.matcher(value).matches() || isReservedKeyword(value);
        }
    }

    private CatalogYaml() {}
}
