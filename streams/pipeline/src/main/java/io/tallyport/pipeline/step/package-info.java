/** The steps of the topology, in the order in which an event meets them. */
@NullMarked
package io.tallyport.pipeline.step;

import org.jspecify.annotations.NullMarked;
