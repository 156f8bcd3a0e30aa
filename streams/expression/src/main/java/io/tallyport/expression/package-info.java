/** The language of filters. */
@NullMarked
package io.tallyport.expression;

import org.jspecify.annotations.NullMarked;
