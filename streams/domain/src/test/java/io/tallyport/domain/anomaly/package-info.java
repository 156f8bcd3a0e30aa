@NullMarked
package io.tallyport.domain.anomaly;

import org.jspecify.annotations.NullMarked;
