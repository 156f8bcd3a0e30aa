/** Who changed what, when and why. */
@NullMarked
package io.tallyport.domain.audit;

import org.jspecify.annotations.NullMarked;
