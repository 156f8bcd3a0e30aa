package io.tallyport.port.ingest;

import java.util.Locale;

/**
 * The part of a Content-Type header that decides how a body is read.
 *
 * @param name type and subtype in lower case, without parameters
 * @param charset the charset parameter in lower case; empty if not given
 */
record MediaType(String name, String charset) {

    static final String EVENT = "application/cloudevents+json";
    static final String BATCH = "application/cloudevents-batch+json";

    static MediaType of(String header) {
        String[] parts = header.split(";");
        String charset = "";
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].trim().toLowerCase(Locale.ROOT);
            if (parameter.startsWith("charset=")) {
                charset = parameter
                        .substring("charset=".length())
                        .replace("\"", "")
                        .trim();
            }
        }
        return new MediaType(parts[0].trim().toLowerCase(Locale.ROOT), charset);
    }

    boolean isJson() {
        return name.equals("application/json") || name.equals("text/json") || name.endsWith("+json");
    }

    boolean isUtf8() {
        return charset.isEmpty() || charset.equals("utf-8") || charset.equals("us-ascii");
    }
}
