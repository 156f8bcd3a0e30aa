package io.tallyport.app.proof;

import java.io.IOException;

/** Commands of the operating system, of which only the outcome matters. */
final class Commands {

    /** Runs one; whether it ended well, which it did not where it does not exist. */
    static boolean run(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Commands() {}
}
