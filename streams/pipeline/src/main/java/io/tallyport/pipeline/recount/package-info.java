/** Counts events again where a meter cannot tell what it is without one: reads the usage topics beside the pipeline. */
@NullMarked
package io.tallyport.pipeline.recount;

import org.jspecify.annotations.NullMarked;
