/** Where logged values lie on one machine: stores of our own, or those of Kafka Streams. */
@org.jspecify.annotations.NullMarked
package io.tallyport.pipeline.store;
