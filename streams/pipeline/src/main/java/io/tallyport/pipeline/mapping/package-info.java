/** Between Avro and the domain; the only place of the pipeline that sees wire classes. */
@NullMarked
package io.tallyport.pipeline.mapping;

import org.jspecify.annotations.NullMarked;
