/** The benchmark's peer. Nothing of the product depends on it. */
@org.jspecify.annotations.NullMarked
package io.tallyport.bench.flink;
