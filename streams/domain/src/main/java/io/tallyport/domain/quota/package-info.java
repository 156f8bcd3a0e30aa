/** Limits in a window: thresholds crossed and cleared, exhaustion, breach. */
@NullMarked
package io.tallyport.domain.quota;

import org.jspecify.annotations.NullMarked;
