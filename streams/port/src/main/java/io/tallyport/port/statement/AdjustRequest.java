package io.tallyport.port.statement;

import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.RequestFields;
import io.tallyport.port.license.IssueRequest;
import java.math.BigDecimal;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of an adjustment by hand.
 *
 * @param license license id
 * @param meter meter id
 * @param period month in which the period begins, or the instant at which it does, as it was given
 * @param quantity what is added, or taken away
 * @param overage how much of it is past the allowance; null to have it reckoned
 * @param author who asks
 * @param reason why
 * @param commandId chosen by the caller so that a repeat is safe; empty if not
 */
record AdjustRequest(
        String license,
        String meter,
        String period,
        BigDecimal quantity,
        @Nullable BigDecimal overage,
        String author,
        String reason,
        String commandId) {

    private static final Set<String> FIELDS =
            Set.of("license", "meter", "period", "quantity", "overage", "author", "reason", "commandId");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d{1,38}(\\.\\d{1,18})?");

    /** Reads a body; the header is taken as command id where the body has none. */
    static AdjustRequest of(byte[] body, String idempotencyKey) {
        var in = RequestFields.of(body, FIELDS);
        String commandId = in.optional("commandId");
        BigDecimal quantity = decimal("quantity", in.required("quantity"));
        if (quantity.signum() == 0) {
            throw Problem.badInput("MALFORMED", "quantity", "quantity must not be 0")
                    .asException();
        }
        String overage = in.optional("overage");
        return new AdjustRequest(
                IssueRequest.licenseId("license", in.required("license")),
                in.required("meter"),
                in.required("period"),
                quantity,
                overage.isEmpty() ? null : decimal("overage", overage),
                in.optional("author"),
                in.required("reason"),
                commandId.isEmpty() ? idempotencyKey : commandId);
    }

    private static BigDecimal decimal(String field, String text) {
        if (!DECIMAL.matcher(text).matches()) {
            throw Problem.badInput(
                            "MALFORMED",
                            field,
                            field + " must be a decimal, as +5 or -2.50, of at most 38 digits and 18 decimal places")
                    .asException();
        }
        return new BigDecimal(text);
    }
}
