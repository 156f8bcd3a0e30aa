/** What a node owns on its machine: its data folder, its ports, and the one clock that decides. */
@NullMarked
package io.tallyport.app.node;

import org.jspecify.annotations.NullMarked;
