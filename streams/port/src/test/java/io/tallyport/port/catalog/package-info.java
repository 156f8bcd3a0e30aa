/** Tests. */
@NullMarked
package io.tallyport.port.catalog;

import org.jspecify.annotations.NullMarked;
