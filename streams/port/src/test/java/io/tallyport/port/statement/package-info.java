@NullMarked
package io.tallyport.port.statement;

import org.jspecify.annotations.NullMarked;
