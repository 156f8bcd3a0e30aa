package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.NodeHttp.Body;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code adjust}: corrects a closed period by hand. */
@Command(
        name = "adjust",
        description = {
            "Correct the usage of a closed period by hand; the amount comes as a line of the next statement.",
            "Undone by the opposite amount."
        })
final class AdjustCommand extends ReadingCommand {
    @Parameters(index = "0", paramLabel = "LICENSE", description = "License id.")
    private String license = "";

    @Parameters(index = "1", paramLabel = "METER", description = "Meter id.")
    private String meter = "";

    @Parameters(
            index = "2",
            paramLabel = "PERIOD",
            description =
                    "Month of the license's time zone in which the period begins, e.g. 2026-01, or the instant at which it does.")
    private String period = "";

    @Parameters(index = "3", paramLabel = "AMOUNT", description = "What is added or taken away, e.g. +5 or -2.50.")
    private String amount = "";

    @Option(
            names = "--overage",
            paramLabel = "N",
            description = "How much of it is past the allowance. Default: as the statements have it.")
    private @Nullable String overage;

    @Mixin
    private final CommandWords words = new CommandWords();

    AdjustCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.post("/v1/usage/adjust");
    }

    @Override
    Body body() {
        // A number without a sign may be meant as what the usage should become.
        if (!amount.matches("[+-]\\d+(\\.\\d+)?")) {
            throw new CliFailure(
                    ExitCode.BAD_INPUT, "AMOUNT: '" + amount + "' is no amount with a sign, as +5 or -2.50 are");
        }
        var body = Json.MAPPER
                .createObjectNode()
                .put("license", license)
                .put("meter", meter)
                .put("period", period)
                .put("quantity", amount);
        LicenseChangeCommands.put(body, "overage", overage);
        words.putInto(body);
        return Body.json(body.toString());
    }

    @Override
    void print(JsonNode answer, Page page) {
        String detail = Json.text(answer.path("event"), "detail");
        if (answer.path("repeated").asBoolean()) {
            page.line("Adjusted before by command " + Json.text(answer, "commandId") + ": "
                    + (detail.isEmpty() ? "nothing more was changed." : detail));
            return;
        }
        page.line("Adjusted " + Json.text(answer, "meter") + " of " + Json.text(answer, "license") + " by "
                + Json.text(answer, "quantity") + " in the period from " + Json.text(answer, "period") + ", overage "
                + Json.text(answer, "overage") + " (command " + Json.text(answer, "commandId") + ").");
        if (!detail.isEmpty()) {
            page.line(detail);
        }
    }
}
