@NullMarked
package io.tallyport.pipeline.step;

import org.jspecify.annotations.NullMarked;
