/** Which meters an event feeds, and each meter's value per window. */
@NullMarked
package io.tallyport.domain.metering;

import org.jspecify.annotations.NullMarked;
