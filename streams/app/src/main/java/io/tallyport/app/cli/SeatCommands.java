package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.NodeHttp.Body;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The commands about named seats. */
final class SeatCommands {

    /** {@code seat assign}. */
    @Command(
            name = "assign",
            description = {
                "Give a member one of the named seats that the license's plan has.",
                "Refused if they have one already, or if all are taken. Undone by releasing it, but the day counts."
            })
    static final class Assign extends Change {
        Assign(Session session) {
            super(session, "assign", "has a seat");
        }
    }

    /** {@code seat release}. */
    @Command(name = "release", description = "Take a member's seat back, so that another may have it.")
    static final class Release extends Change {
        Release(Session session) {
            super(session, "release", "has no seat any more");
        }
    }

    /** {@code seat list}. */
    @Command(
            name = "list",
            description = "List who has a seat of a license. One that expired or was revoked keeps its list.")
    static final class Listing extends ReadingCommand {
        @Parameters(paramLabel = "LICENSE", description = "License id.")
        private String license = "";

        Listing(Session session) {
            super(session);
        }

        @Override
        Route route() {
            return Route.get("/v1/licenses/{}/seats", license);
        }

        @Override
        void print(JsonNode answer, Page page) {
            JsonNode seats = Rows.of(answer, "seats");
            if (seats.isEmpty()) {
                page.line("Nobody has a seat.");
                return;
            }
            page.table(seats, "member", "since", "assignedBy", "reason");
        }
    }

    /** What gives or takes a seat. */
    abstract static class Change extends ReadingCommand {
        private final String change;
        private final String done;

        @Parameters(index = "0", paramLabel = "LICENSE", description = "License id.")
        private String license = "";

        @Parameters(
                index = "1",
                paramLabel = "MEMBER",
                description = "Whose seat it is: up to 128 characters, for example the id of a user.")
        private String member = "";

        @Mixin
        private final CommandWords words = new CommandWords();

        Change(Session session, String change, String done) {
            super(session);
            this.change = change;
            this.done = done;
        }

        @Override
        Route route() {
            return Route.post("/v1/licenses/{}/seats/" + change, license);
        }

        @Override
        Body body() {
            var body = Json.MAPPER.createObjectNode().put("member", member);
            words.putInto(body);
            return Body.json(body.toString());
        }

        @Override
        void print(JsonNode answer, Page page) {
            String detail = Json.text(answer.path("event"), "detail");
            page.line("Member " + Json.text(answer, "member") + " " + done + " of license "
                    + Json.text(answer, "license") + (detail.isEmpty() ? "." : ": " + detail));
        }
    }

    private SeatCommands() {}
}
