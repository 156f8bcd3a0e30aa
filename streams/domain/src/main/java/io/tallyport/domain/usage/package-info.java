/** Usage events and the verdict on each: what is admitted, and why not. */
@NullMarked
package io.tallyport.domain.usage;

import org.jspecify.annotations.NullMarked;
