/** Laws of the whole node, on a real broker: what no test of one module can show. */
@NullMarked
package io.tallyport.app.proof;

import org.jspecify.annotations.NullMarked;
