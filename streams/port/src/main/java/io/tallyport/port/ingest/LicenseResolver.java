package io.tallyport.port.ingest;

import java.util.Optional;

/** Finds the license of a bearer key. */
public interface LicenseResolver {

    /** Whether an unknown key is really unknown: false until everything published was read. */
    boolean isComplete();

    /** The license whose key has this text; empty if none has. The key is hashed and forgotten. */
    Optional<String> licenseOfKey(String licenseKey);
}
