/** Usage events in: CloudEvents to wire events, the durable append, and the wait for verdicts. */
@NullMarked
package io.tallyport.port.ingest;

import org.jspecify.annotations.NullMarked;
