/**
 * The command line. Client commands speak HTTP to a running node and load neither Kafka nor the server; {@code up} and
 * {@code demo} start a node in this process.
 */
@NullMarked
package io.tallyport.app.cli;

import org.jspecify.annotations.NullMarked;
