@NullMarked
package io.tallyport.pipeline.store;

import org.jspecify.annotations.NullMarked;
