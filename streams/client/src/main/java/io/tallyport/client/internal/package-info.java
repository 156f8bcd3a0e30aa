/** Codecs between the wire and the core, and the view's file. The only place of the client that knows Avro. */
@NullMarked
package io.tallyport.client.internal;

import org.jspecify.annotations.NullMarked;
