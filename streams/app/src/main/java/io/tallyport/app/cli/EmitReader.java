package io.tallyport.app.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads events one by one, in bounded memory. */
interface EmitReader {

    /** The next item; null at the end. */
    @Nullable EmitItem next() throws IOException;
}
