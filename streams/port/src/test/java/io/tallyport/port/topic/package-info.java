/** Tests. */
@NullMarked
package io.tallyport.port.topic;

import org.jspecify.annotations.NullMarked;
