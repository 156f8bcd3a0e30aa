/** The state of one task: heap structures behind one coordinating store, changelogged through stock stores. */
@NullMarked
package io.tallyport.pipeline.state;

import org.jspecify.annotations.NullMarked;
