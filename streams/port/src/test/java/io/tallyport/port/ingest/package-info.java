/** Tests. */
@NullMarked
package io.tallyport.port.ingest;

import org.jspecify.annotations.NullMarked;
