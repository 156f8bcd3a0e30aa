@NullMarked
package io.tallyport.pipeline.recount;

import org.jspecify.annotations.NullMarked;
