@NullMarked
package io.tallyport.pipeline.state;

import org.jspecify.annotations.NullMarked;
