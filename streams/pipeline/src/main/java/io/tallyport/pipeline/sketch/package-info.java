/** How many different values there are, estimated: the adapter of the core's port. */
@NullMarked
package io.tallyport.pipeline.sketch;

import org.jspecify.annotations.NullMarked;
