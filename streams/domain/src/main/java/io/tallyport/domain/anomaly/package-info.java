/** Detectors: pure scores with the evidence that led to them. */
@NullMarked
package io.tallyport.domain.anomaly;

import org.jspecify.annotations.NullMarked;
