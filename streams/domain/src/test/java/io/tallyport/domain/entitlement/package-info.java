@NullMarked
package io.tallyport.domain.entitlement;

import org.jspecify.annotations.NullMarked;
