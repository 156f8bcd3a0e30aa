/** The broker and the schema registry that run inside the node when it is not pointed at a cluster. */
@NullMarked
package io.tallyport.app.embedded;

import org.jspecify.annotations.NullMarked;
