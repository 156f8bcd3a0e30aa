/** Tests of the demo. */
@NullMarked
package io.tallyport.app.demo;

import org.jspecify.annotations.NullMarked;
