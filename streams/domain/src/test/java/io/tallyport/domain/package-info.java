@NullMarked
package io.tallyport.domain;

import org.jspecify.annotations.NullMarked;
