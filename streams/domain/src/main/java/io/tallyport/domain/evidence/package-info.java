/** What a decision rests on. */
@NullMarked
package io.tallyport.domain.evidence;

import org.jspecify.annotations.NullMarked;
