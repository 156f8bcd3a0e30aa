/** Closed periods of a license: what was stated of them, and what changed since. */
@NullMarked
package io.tallyport.domain.statement;

import org.jspecify.annotations.NullMarked;
