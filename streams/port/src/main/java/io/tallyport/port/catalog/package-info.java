/** The catalog's one writer, and documents as JSON and YAML. */
@NullMarked
package io.tallyport.port.catalog;

import org.jspecify.annotations.NullMarked;
