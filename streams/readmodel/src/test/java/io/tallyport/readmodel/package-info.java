@NullMarked
package io.tallyport.readmodel;

import org.jspecify.annotations.NullMarked;
