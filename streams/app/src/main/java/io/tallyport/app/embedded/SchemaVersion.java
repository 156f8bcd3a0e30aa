package io.tallyport.app.embedded;

/**
 * One version of a subject.
 *
 * @param subject name of the subject, not empty
 * @param version 1, 2, 3, ... within the subject
 * @param id id of the schema, the same under every subject that has it
 * @param schema the schema as its canonical string
 * @param deleted true when soft-deleted: still found by id, no longer listed
 */
record SchemaVersion(String subject, int version, int id, String schema, boolean deleted) {

    SchemaVersion {
        if (subject.isEmpty()) {
            throw new IllegalArgumentException("subject is empty");
        }
        if (version < 1 || id < 1) {
            throw new IllegalArgumentException("version and id begin with 1: version " + version + ", id " + id);
        }
    }

    SchemaVersion softDeleted() {
        return new SchemaVersion(subject, version, id, schema, true);
    }
}
