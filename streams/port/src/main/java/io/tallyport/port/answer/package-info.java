/** What the port answers with: JSON as the contract has it, and RFC 9457 problems. */
@NullMarked
package io.tallyport.port.answer;

import org.jspecify.annotations.NullMarked;
