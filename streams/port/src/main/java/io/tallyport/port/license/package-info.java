/** License commands: ids and keys, the append, and the wait for the outcome. */
@NullMarked
package io.tallyport.port.license;

import org.jspecify.annotations.NullMarked;
