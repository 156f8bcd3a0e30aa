package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.app.cli.NodeHttp.Body;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that change a license's state; each is answered with its committed outcome. */
final class LicenseChangeCommands {

    /** {@code license activate}. */
    @Command(
            name = "activate",
            description =
                    "Start a license that is a draft, now: its validity begins, with a trial if its plan has one.")
    static final class Activate extends Change {
        Activate(Session session) {
            super(session, "activate");
        }
    }

    /** {@code license suspend}. */
    @Command(
            name = "suspend",
            description = "Suspend a license: checks deny until it is resumed; usage is still counted.")
    static final class Suspend extends Change {
        Suspend(Session session) {
            super(session, "suspend");
        }
    }

    /** {@code license resume}. */
    @Command(name = "resume", description = "Resume a suspended license.")
    static final class Resume extends Change {
        Resume(Session session) {
            super(session, "resume");
        }
    }

    /** {@code license revoke}. */
    @Command(name = "revoke", description = "Revoke a license: checks deny for good, unless it is reinstated.")
    static final class Revoke extends Change {
        Revoke(Session session) {
            super(session, "revoke");
        }
    }

    /** {@code license release}. */
    @Command(name = "release", description = "Release a quarantined license: its parked events are decided now.")
    static final class Release extends Change {
        Release(Session session) {
            super(session, "release");
        }
    }

    /** One change of state. */
    abstract static class Change extends ReadingCommand {
        private final String change;

        @Parameters(paramLabel = "LICENSE", description = "License id.")
        private String license = "";

        @Option(names = "--author", paramLabel = "NAME", description = "Who does it; stands in the audit entry.")
        private @Nullable String author;

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why; stands in the audit entry.")
        private @Nullable String reason;

        @Option(
                names = "--command-id",
                paramLabel = "ID",
                description = "Id of this command: sent again, it gives the first answer. Default: a random one.")
        private String commandId = "";

        Change(Session session, String change) {
            super(session);
            this.change = change;
        }

        @Override
        Route route() {
            return Route.post("/v1/licenses/{}/" + change, license);
        }

        @Override
        Body body() {
            var body = Json.MAPPER
                    .createObjectNode()
                    .put("commandId", commandId.isEmpty() ? UUID.randomUUID().toString() : commandId);
            put(body, "author", author);
            put(body, "reason", reason);
            putInto(body);
            return Body.json(body.toString());
        }

        /** Puts what else is asked into a request. */
        void putInto(ObjectNode body) {}

        @Override
        void print(JsonNode answer, Page page) {
            outcome(answer, page);
        }
    }

    /** Says what a license is now, and until when. */
    static void outcome(JsonNode answer, Page page) {
        JsonNode event = answer.path("event");
        String expiresAt = Json.text(event, "expiresAt");
        page.line("License " + Json.text(answer, "license") + " is " + Json.text(answer, "state")
                + (expiresAt.isEmpty() ? "" : end(event, expiresAt)) + " (version " + Json.text(answer, "version")
                + ").");
    }

    private static String end(JsonNode event, String expiresAt) {
        return (event.path("renews").asBoolean() ? ", renews itself at " : ", its end is ") + expiresAt;
    }

    static void put(ObjectNode body, String field, @Nullable String value) {
        if (value != null) {
            body.put(field, value);
        }
    }

    private LicenseChangeCommands() {}
}
