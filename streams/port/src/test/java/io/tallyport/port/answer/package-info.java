/** Tests. */
@NullMarked
package io.tallyport.port.answer;

import org.jspecify.annotations.NullMarked;
