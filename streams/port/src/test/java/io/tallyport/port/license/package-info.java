/** Tests. */
@NullMarked
package io.tallyport.port.license;

import org.jspecify.annotations.NullMarked;
