@NullMarked
package io.tallyport.domain.usage;

import org.jspecify.annotations.NullMarked;
