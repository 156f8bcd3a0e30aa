/** The Kafka Streams pipeline: {@link io.tallyport.pipeline.TallyTopology} is its table of contents. */
@NullMarked
package io.tallyport.pipeline;

import org.jspecify.annotations.NullMarked;
