package io.tallyport.port;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Texts that are packaged with the port. */
final class Resources {

    static String text(String name) {
        try (var in = Resources.class.getResourceAsStream("/io/tallyport/port/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the build left out the resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the resource " + name + " cannot be read", e);
        }
    }

    private Resources() {}
}
