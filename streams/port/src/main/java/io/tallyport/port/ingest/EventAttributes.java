package io.tallyport.port.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.port.answer.MisplacedKey;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the attributes of one CloudEvent; every fault names the attribute. A null attribute is an absent one. */
final class EventAttributes {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt ].*");
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,19}");
    private static final int SUBJECT_LEVELS_MAX = 16;
    private static final String LICENSE_KEY = "licensekey";

    private final Map<String, JsonNode> attributes;
    private final Faults faults;

    private EventAttributes(Map<String, JsonNode> attributes, Faults faults) {
        this.attributes = attributes;
        this.faults = faults;
    }

    /** The event, or empty when there are faults. */
    static Optional<ParsedEvent> read(
            Map<String, JsonNode> attributes, Map<String, @Nullable Object> payload, Faults faults, int faultsBefore) {
        var in = new EventAttributes(attributes, faults);
        in.names();
        in.specVersion();
        in.contentType();
        String id = in.text("id", true);
        String source = in.text("source", true);
        String type = in.text("type", true);
        String license = in.text("license", false);
        String licenseKey = in.text(LICENSE_KEY, false);
        if (!license.isEmpty() && !licenseKey.isEmpty()) {
            faults.add("licensekey", "AMBIGUOUS", "give either license or licensekey, not both");
        }
        String tenant = in.text("tenant", false);
        String lease = in.text("lease", false);
        List<String> subject = in.subject();
        Long timeMs = in.timeMs();
        long epoch = in.whole("epoch", 0, 0);
        long sequence = in.whole("sequence", -1, 0);
        if (faults.count() > faultsBefore) {
            return Optional.empty();
        }
        return Optional.of(new ParsedEvent(
                id, source, type, subject, timeMs, license, licenseKey, tenant, epoch, sequence, lease, payload));
    }

    private void names() {
        for (String name : attributes.keySet()) {
            if (!NAME.matcher(name).matches()) {
                faults.add(
                        PlainText.notPrintable(name).isPresent() ? "" : shortened(name),
                        "MALFORMED",
                        "attribute names consist of lower-case letters and digits");
            }
        }
    }

    private void specVersion() {
        String version = text("specversion", true);
        if (!version.isEmpty() && !version.equals("1.0")) {
            faults.add("specversion", "UNSUPPORTED", "must be \"1.0\"");
        }
    }

    private void contentType() {
        String type = text("datacontenttype", false);
        if (!type.isEmpty() && !MediaType.of(type).isJson()) {
            faults.add("datacontenttype", "UNSUPPORTED", "must be a JSON type, for example application/json");
        }
    }

    /** A text attribute; empty when it is absent or at fault. */
    private String text(String name, boolean required) {
        JsonNode value = attributes.get(name);
        if (value == null || value.isNull()) {
            if (required) {
                faults.add(name, "MISSING", "is required");
            }
            return "";
        }
        if (!value.isTextual()) {
            faults.add(name, "MISTYPED", "must be a string, is " + PayloadFlattening.typeOf(value));
            return "";
        }
        return checked(name, value.textValue());
    }

    private String checked(String name, String text) {
        if (text.isBlank()) {
            faults.add(name, "EMPTY", "must not be empty");
            return "";
        }
        if (text.length() > EventLimits.ATTRIBUTE_CHARS_MAX) {
            faults.add(name, "TOO_LONG", "has more than " + EventLimits.ATTRIBUTE_CHARS_MAX + " characters");
            return "";
        }
        if (!name.equals(LICENSE_KEY) && MisplacedKey.isIn(text)) {
            faults.add(name, MisplacedKey.CODE, MisplacedKey.REASON);
            return "";
        }
        var reason = PlainText.notPrintable(text);
        reason.ifPresent(r -> faults.add(name, "MALFORMED", r));
        return reason.isPresent() ? "" : text;
    }

    private List<String> subject() {
        String path = text("subject", false);
        if (path.isEmpty()) {
            return List.of();
        }
        List<String> levels = Arrays.asList(path.split("/", -1));
        if (levels.stream().anyMatch(String::isBlank)) {
            faults.add("subject", "MALFORMED", "must be a path such as organization/team/user without empty levels");
        } else if (levels.size() > SUBJECT_LEVELS_MAX) {
            faults.add("subject", "TOO_DEEP", "has more than " + SUBJECT_LEVELS_MAX + " levels");
        }
        return levels;
    }

    private @Nullable Long timeMs() {
        String time = text("time", false);
        if (time.isEmpty()) {
            return null;
        }
        try {
            if (TIME.matcher(time).matches()) {
                String iso = time.substring(0, 10) + "T" + time.substring(11).toUpperCase(java.util.Locale.ROOT);
                return OffsetDateTime.parse(iso, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                        .toInstant()
                        .toEpochMilli();
            }
        } catch (DateTimeException | ArithmeticException e) {
            // told below, with an example
        }
        faults.add("time", "MALFORMED", "must be an RFC 3339 instant with a zone, for example 2026-01-10T12:00:00Z");
        return null;
    }

    /** A whole number, as a JSON number or as digits in a string. */
    private long whole(String name, long absent, long least) {
        JsonNode value = attributes.get(name);
        if (value == null || value.isNull()) {
            return absent;
        }
        try {
            long number = value.isTextual() && WHOLE.matcher(value.textValue()).matches()
                    ? Long.parseLong(value.textValue())
                    : exact(value);
            if (number >= least) {
                return number;
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // told below
        }
        faults.add(name, "MISTYPED", "must be a whole number of " + least + " or more");
        return absent;
    }

    private static long exact(JsonNode value) {
        if (!value.isNumber()) {
            throw new ArithmeticException("not a number");
        }
        BigDecimal number = value.decimalValue();
        if (number.precision() - (long) number.scale() > 20) {
            throw new ArithmeticException("beyond a long");
        }
        return number.longValueExact();
    }

    private static String shortened(String name) {
        return name.length() <= 64 ? name : name.substring(0, 64);
    }
}
