package io.tallyport.contract;

import org.apache.avro.util.ClassSecurityValidator;

/** Avro loads record classes by name, and refuses packages that nobody vouched for. We vouch for ours alone. */
final class TrustedClasses {

    private static final String PACKAGE = "io.tallyport.wire.";

    private static boolean installed;

    /** To be called before the first record is built, written or read. Keeps what others vouched for. */
    static synchronized void install() {
        if (!installed) {
            ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                    ClassSecurityValidator.getGlobal(), type -> type.getName().startsWith(PACKAGE)));
            installed = true;
        }
    }

    private TrustedClasses() {}
}
