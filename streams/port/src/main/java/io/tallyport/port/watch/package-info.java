/** Live streams of records as server-sent events. */
@NullMarked
package io.tallyport.port.watch;

import org.jspecify.annotations.NullMarked;
