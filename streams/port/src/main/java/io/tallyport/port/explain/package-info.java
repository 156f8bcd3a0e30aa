/** Why a decision is as it is, for people. */
@NullMarked
package io.tallyport.port.explain;

import org.jspecify.annotations.NullMarked;
