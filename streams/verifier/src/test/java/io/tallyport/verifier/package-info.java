/** Tests of the verifier on logs in memory. */
@NullMarked
package io.tallyport.verifier;

import org.jspecify.annotations.NullMarked;
