package io.tallyport.contract;

/** Avro loads record classes by name, and refuses packages that nobody vouched for. We vouch for ours alone. */
final class TrustedClasses {

    private static final String PROPERTY = "org.apache.avro.SERIALIZABLE_PACKAGES";
    private static final String PACKAGE = "io.tallyport.wire";

    static synchronized void install() {
        String trusted = System.getProperty(PROPERTY);
        if (trusted == null || trusted.isEmpty()) {
            System.setProperty(PROPERTY, PACKAGE);
        } else if (!trusted.contains(PACKAGE)) {
            System.setProperty(PROPERTY, trusted + "," + PACKAGE);
        }
    }

    private TrustedClasses() {}
}
