/** Corrections of usage: finds the events that are meant, and writes voids, restores and amendments of them. */
@NullMarked
package io.tallyport.port.correction;

import org.jspecify.annotations.NullMarked;
