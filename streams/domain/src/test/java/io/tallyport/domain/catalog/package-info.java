@NullMarked
package io.tallyport.domain.catalog;

import org.jspecify.annotations.NullMarked;
