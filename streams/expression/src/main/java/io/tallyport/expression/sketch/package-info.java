/** What is told of many values in few bytes: how many different ones there are, and a digest of each event. */
@NullMarked
package io.tallyport.expression.sketch;

import org.jspecify.annotations.NullMarked;
