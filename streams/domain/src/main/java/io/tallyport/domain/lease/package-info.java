/** Slices of a quota, and seats, that a node may spend alone. */
@NullMarked
package io.tallyport.domain.lease;

import org.jspecify.annotations.NullMarked;
