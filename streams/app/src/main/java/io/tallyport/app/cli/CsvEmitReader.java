package io.tallyport.app.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events from a CSV file with a header row. */
final class CsvEmitReader implements EmitReader {

    private static final int MAX_ROW_CHARS = 1 << 20;

    private final CsvParser rows;
    private final CsvMapping mapping;
    private final EmitDefaults defaults;

    /**
     * Reads the header.
     *
     * @throws CliFailure when the file has none, or it does not fit the mapping
     */
    CsvEmitReader(InputStream in, Map<String, String> named, EmitDefaults defaults) throws IOException {
        var utf8 = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        this.rows = new CsvParser(new BufferedReader(new InputStreamReader(in, utf8)), MAX_ROW_CHARS);
        this.defaults = defaults;
        CsvParser.Row header = rows.next();
        if (header == null || !header.fault().isEmpty()) {
            String why = header == null ? "the file is empty" : header.fault();
            throw new CliFailure(ExitCode.BAD_INPUT, "the CSV file has no header row: " + why);
        }
        this.mapping = CsvMapping.of(header.cells(), named);
    }

    @Override
    public @Nullable EmitItem next() throws IOException {
        try {
            CsvParser.Row row = rows.next();
            if (row == null) {
                return null;
            }
            return row.fault().isEmpty() ? mapping.event(row, defaults) : new EmitItem.Bad(row.line(), "", row.fault());
        } catch (CharacterCodingException e) {
            throw new CliFailure(ExitCode.BAD_INPUT, "the CSV file is not valid UTF-8; the rest was not read", e);
        }
    }
}
