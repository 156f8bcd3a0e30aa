/** End-to-end benchmarks: the whole pipeline beside a pass-through of the same bytes, on one broker, in one run. */
@NullMarked
package io.tallyport.bench;

import org.jspecify.annotations.NullMarked;
