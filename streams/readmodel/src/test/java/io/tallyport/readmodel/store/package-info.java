@NullMarked
package io.tallyport.readmodel.store;

import org.jspecify.annotations.NullMarked;
