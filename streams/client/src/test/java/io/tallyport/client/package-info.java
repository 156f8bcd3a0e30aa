@NullMarked
package io.tallyport.client;

import org.jspecify.annotations.NullMarked;
