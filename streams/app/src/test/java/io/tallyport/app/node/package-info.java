@NullMarked
package io.tallyport.app.node;

import org.jspecify.annotations.NullMarked;
