/** The internal port: HTTP over client and read model. Start at {@link io.tallyport.port.PortServer}. */
@NullMarked
package io.tallyport.port;

import org.jspecify.annotations.NullMarked;
