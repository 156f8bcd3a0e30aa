/** The documents, held against the code. */
@NullMarked
package io.tallyport.app.docs;

import org.jspecify.annotations.NullMarked;
