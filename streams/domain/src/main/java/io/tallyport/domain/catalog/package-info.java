/** Products, meters, features, plans, quotas and detectors as versioned data. */
@NullMarked
package io.tallyport.domain.catalog;

import org.jspecify.annotations.NullMarked;
