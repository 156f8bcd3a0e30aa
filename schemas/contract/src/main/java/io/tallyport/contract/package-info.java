/** The wire contract: topics, partitioning, Kafka client settings, and the codec of the Confluent wire format. */
@NullMarked
package io.tallyport.contract;

import org.jspecify.annotations.NullMarked;
