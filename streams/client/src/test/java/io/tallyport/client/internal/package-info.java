@NullMarked
package io.tallyport.client.internal;

import org.jspecify.annotations.NullMarked;
