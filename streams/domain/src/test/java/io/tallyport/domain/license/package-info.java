@NullMarked
package io.tallyport.domain.license;

import org.jspecify.annotations.NullMarked;
