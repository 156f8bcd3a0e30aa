package io.tallyport.app.cli;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns every end of a command into a sentence on stderr and an exit status. */
final class ErrorHandling {

    static CommandLine install(CommandLine root, Session session) {
        root.setOut(session.out());
        root.setErr(session.err());
        root.setParameterExceptionHandler((e, args) -> badUsage(e, session));
        root.setExecutionExceptionHandler((e, command, parsed) -> failed(e, session));
        return root;
    }

    private static int badUsage(ParameterException e, Session session) {
        session.err().println("error: " + Page.clean(String.valueOf(e.getMessage())));
        UnmatchedArgumentException.printSuggestions(e, session.err());
        var command = e.getCommandLine();
        boolean group = !command.getSubcommands().isEmpty();
        if (group) {
            command.usage(session.err());
        } else {
            session.err().println(command.getHelp().synopsis(0).stripTrailing());
            session.err().println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        }
        return ExitCode.BAD_INPUT;
    }

    private static int failed(Exception e, Session session) {
        if (e instanceof CliFailure failure) {
            session.err().println("error: " + failure.sentence());
            return failure.exitCode();
        }
        session.err().println("error: unexpected: " + e);
        e.printStackTrace(session.err());
        return ExitCode.FAILED;
    }

    private ErrorHandling() {}
}
