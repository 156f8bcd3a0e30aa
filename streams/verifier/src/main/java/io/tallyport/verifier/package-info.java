/** Checks what the pipeline published against its sources, with rules of its own. Start at {@code Verification}. */
@NullMarked
package io.tallyport.verifier;

import org.jspecify.annotations.NullMarked;
