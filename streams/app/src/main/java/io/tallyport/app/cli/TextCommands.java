package io.tallyport.app.cli;

import picocli.CommandLine.Command;

/** Commands that print a document of the node as it is. */
final class TextCommands {

    /** {@code metrics}. */
    @Command(name = "metrics", description = "Print the node's metrics in the Prometheus text format.")
    static final class Metrics extends Document {
        Metrics(Session session) {
            super(session, "/metrics");
        }
    }

    /** {@code openapi}. */
    @Command(name = "openapi", description = "Print the OpenAPI description of the node's HTTP interface.")
    static final class OpenApi extends Document {
        OpenApi(Session session) {
            super(session, "/openapi.yaml");
        }
    }

    /** One document. */
    abstract static class Document extends NodeCommand {
        private final String path;

        Document(Session session, String path) {
            super(session);
            this.path = path;
        }

        @Override
        public Integer call() {
            session().out().print(api().call(Route.get(path)).text());
            return ExitCode.OK;
        }
    }

    private TextCommands() {}
}
