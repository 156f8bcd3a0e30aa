/** Tests of the command line. */
@NullMarked
package io.tallyport.app.cli;

import org.jspecify.annotations.NullMarked;
