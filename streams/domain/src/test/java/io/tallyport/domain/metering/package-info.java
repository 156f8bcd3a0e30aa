@NullMarked
package io.tallyport.domain.metering;

import org.jspecify.annotations.NullMarked;
