package io.tallyport.app.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One request target: method, path and query, percent-encoded.
 *
 * @param method HTTP method
 * @param target path with its query
 */
record Route(String method, String target) {

    /** A GET; each {@code {}} of the template is replaced by the next argument. */
    static Route get(String template, String... arguments) {
        return new Route("GET", fill(template, arguments));
    }

    /** A POST; each {@code {}} of the template is replaced by the next argument. */
    static Route post(String template, String... arguments) {
        return new Route("POST", fill(template, arguments));
    }

    /** A PUT. */
    static Route put(String path) {
        return new Route("PUT", path);
    }

    /** The same with a query parameter, unless the value is absent. */
    Route with(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        return new Route(
                method, target + (target.indexOf('?') < 0 ? '?' : '&') + name + '=' + encode(value.toString()));
    }

    private static String fill(String template, String... arguments) {
        var filled = new StringBuilder();
        int from = 0;
        for (String argument : arguments) {
            int hole = template.indexOf("{}", from);
            filled.append(template, from, hole).append(encode(argument));
            from = hole + 2;
        }
        return filled.append(template, from, template.length()).toString();
    }

    private static String encode(String text) {
        // A path segment knows no plus sign for a blank; %20 is right in paths and in queries.
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
