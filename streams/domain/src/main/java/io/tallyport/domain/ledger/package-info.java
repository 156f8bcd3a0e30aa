/** Everything the pipeline keeps about one license, and the steps that change it. */
@NullMarked
package io.tallyport.domain.ledger;

import org.jspecify.annotations.NullMarked;
