package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code license renew}: another end. */
@Command(
        name = "renew",
        description = {
            "Move the end of a license by a period of its plan, or to an instant; or say whether it renews itself.",
            "One that has expired comes back."
        })
final class LicenseRenewCommand extends LicenseChangeCommands.Change {
    @Option(
            names = "--until",
            paramLabel = "INSTANT",
            description = "The new end, e.g. 2028-01-01T00:00:00Z; no plan changes it, and it does not renew itself.")
    private @Nullable String until;

    @Option(
            names = "--from",
            paramLabel = "expiry|now",
            description =
                    "Whether the period is counted from the end that there is, or from now. Default: as its plan says.")
    private @Nullable String from;

    @Option(names = "--automatic", paramLabel = "on|off", description = "Only say whether it renews itself at its end.")
    private @Nullable String automatic;

    LicenseRenewCommand(Session session) {
        super(session, "renew");
    }

    @Override
    void putInto(ObjectNode body) {
        LicenseChangeCommands.put(body, "until", until);
        LicenseChangeCommands.put(body, "from", from);
        LicenseChangeCommands.put(body, "automatic", automatic);
    }
}
