/**
 * The demo: simulated products on a real node. {@code DemoWorld} plans what they emit, {@code DemoRun} lets them do it
 * through the client library and HTTP, {@code DemoTally} knows what should come of it, {@code DemoWitness} what did.
 */
@NullMarked
package io.tallyport.app.demo;

import org.jspecify.annotations.NullMarked;
