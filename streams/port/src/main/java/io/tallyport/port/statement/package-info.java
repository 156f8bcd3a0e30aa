/** Statements: lists of them, exports for billing, and adjustments of closed periods by hand. */
@NullMarked
package io.tallyport.port.statement;

import org.jspecify.annotations.NullMarked;
