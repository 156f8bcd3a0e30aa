package io.tallyport.pipeline.step;

import io.tallyport.domain.evidence.Origin;

/**
 * A license is due, and a record of it waits.
 *
 * @param license license id
 * @param origin the record that waits
 * @param appendedAtMs broker time of its append
 */
record Wake(String license, Origin origin, long appendedAtMs) {}
