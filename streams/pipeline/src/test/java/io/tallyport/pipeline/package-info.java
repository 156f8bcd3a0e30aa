/** The laws of the pipeline, under the topology test driver. */
@NullMarked
package io.tallyport.pipeline;

import org.jspecify.annotations.NullMarked;
