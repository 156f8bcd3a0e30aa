package io.tallyport.app.embedded;

/**
 * A request that the registry refuses, with the error code that Confluent's registry gives for it. The HTTP status is
 * the code itself or its first three digits.
 */
final class RegistryProblem extends Exception {

    private final int code;

    private RegistryProblem(int code, String message) {
        super(message);
        this.code = code;
    }

    static RegistryProblem subjectNotFound(String subject) {
        return new RegistryProblem(40401, "Subject '" + subject + "' not found.");
    }

    static RegistryProblem versionNotFound(String version) {
        return new RegistryProblem(40402, "Version " + version + " not found.");
    }

    static RegistryProblem schemaNotFound(String what) {
        return new RegistryProblem(40403, "Schema " + what + " not found");
    }

    static RegistryProblem notSoftDeleted(String subject) {
        return new RegistryProblem(
                40405, "Subject '" + subject + "' was not deleted first before being permanently deleted");
    }

    static RegistryProblem noLevel(String subject) {
        return new RegistryProblem(
                40408, "Subject '" + subject + "' does not have subject-level compatibility configured");
    }

    static RegistryProblem incompatible(String subject, String details) {
        return new RegistryProblem(
                409,
                "Schema being registered is incompatible with an earlier schema for subject \"" + subject
                        + "\", details: " + details);
    }

    static RegistryProblem invalidSchema(String reason) {
        return new RegistryProblem(42201, "Invalid schema: " + reason);
    }

    static RegistryProblem invalidVersion(String version) {
        return new RegistryProblem(
                42202,
                "The specified version '" + version + "' is not a valid version id. Allowed values are between [1, "
                        + "2^31-1] and the string \"latest\"");
    }

    static RegistryProblem invalidLevel(String level) {
        return new RegistryProblem(
                42203,
                "Invalid compatibility level '" + level + "'. Valid values are NONE, BACKWARD, BACKWARD_TRANSITIVE, "
                        + "FORWARD, FORWARD_TRANSITIVE, FULL and FULL_TRANSITIVE");
    }

    static RegistryProblem noSuchRoute(String method, String path) {
        return new RegistryProblem(404, "HTTP 404 Not Found: the embedded registry has no " + method + " " + path);
    }

    static RegistryProblem badRequest(String reason) {
        return new RegistryProblem(400, reason);
    }

    static RegistryProblem forbidden(String reason) {
        return new RegistryProblem(403, reason);
    }

    static RegistryProblem tooLarge(int bytesMax) {
        return new RegistryProblem(413, "The request's body is larger than " + bytesMax + " bytes");
    }

    static RegistryProblem backend(String reason) {
        return new RegistryProblem(50001, "Error in the backend data store: " + reason);
    }

    int code() {
        return code;
    }

    int httpStatus() {
        return code < 1000 ? code : code / 100;
    }

    /** What the client sees as the reason. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
