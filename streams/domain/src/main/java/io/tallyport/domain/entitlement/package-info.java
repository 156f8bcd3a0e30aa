/** What a license may do now, and how a check reads it. */
@NullMarked
package io.tallyport.domain.entitlement;

import org.jspecify.annotations.NullMarked;
