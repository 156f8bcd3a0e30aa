/** The license's state machine; its timeline is the log of its events. */
@NullMarked
package io.tallyport.domain.license;

import org.jspecify.annotations.NullMarked;
