/** Tests. */
@NullMarked
package io.tallyport.port.rejected;

import org.jspecify.annotations.NullMarked;
