package io.tallyport.app.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The entry point of the command line. */
@Command(
        name = "tallyport",
        version = "tallyport 0.1.0",
        description = "Meters what products consume and decides what each license may still do.",
        footer = {
            "",
            "Exit status: 0 done (check: ALLOW or ALERT); 1 refused or failed; 2 bad usage or bad input;",
            "3 the node does not answer or is not ready; 10 check: DENY; 11 export: not complete.",
            "First steps: ./tallyport demo, or ./tallyport up and, beside it, ./tallyport catalog init."
        })
public final class Tallyport implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    /** Runs one command and ends the process with its exit status. */
    public static void main(String[] args) {
        var session = Session.ofProcess();
        int status = CommandTree.of(session).execute(args);
        session.out().flush();
        session.err().flush();
        // A broken pipe downstream shows as an error of the writer only.
        System.exit(status == ExitCode.OK && session.out().checkError() ? ExitCode.FAILED : status);
    }

    @Override
    public Integer call() {
        return CommandGroups.needsSubcommand(spec);
    }
}
