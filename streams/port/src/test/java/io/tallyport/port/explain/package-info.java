/** Tests. */
@NullMarked
package io.tallyport.port.explain;

import org.jspecify.annotations.NullMarked;
