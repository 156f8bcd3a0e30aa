/** The embedded store of the read model: ordered keys, atomic batches, consistent snapshots, a format number. */
@NullMarked
package io.tallyport.readmodel.store;

import org.jspecify.annotations.NullMarked;
