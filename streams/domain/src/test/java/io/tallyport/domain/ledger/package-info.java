/** Tests of the steps over a license's ledger. */
@org.jspecify.annotations.NullMarked
package io.tallyport.domain.ledger;
