/** Tests. */
@NullMarked
package io.tallyport.port;

import org.jspecify.annotations.NullMarked;
