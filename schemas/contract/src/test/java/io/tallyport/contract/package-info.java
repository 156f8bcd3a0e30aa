@NullMarked
package io.tallyport.contract;

import org.jspecify.annotations.NullMarked;
