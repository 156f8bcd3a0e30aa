/** Reading and writing single topics: follow from the end, scan a range, append and wait. */
@NullMarked
package io.tallyport.port.topic;

import org.jspecify.annotations.NullMarked;
