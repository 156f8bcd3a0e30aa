package io.tallyport.port;

import java.util.Map;

/** How the parts of the node are that the port itself cannot see: broker, registry, pipeline. */
public interface NodeHealth {

    /** Part to {@code up}, {@code external} (not ours to watch), {@code starting}, or a sentence that says what is wrong. */
    Map<String, String> components();
}
