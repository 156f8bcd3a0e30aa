@NullMarked
package io.tallyport.app.embedded;

import org.jspecify.annotations.NullMarked;
