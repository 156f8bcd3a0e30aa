/**
 * The read model: what people ask about, followed from the topics into a local store that can be deleted and rebuilt at
 * any time. Its public records carry no Kafka and no Avro types; every answer names the offsets it was read at.
 */
@NullMarked
package io.tallyport.readmodel;

import org.jspecify.annotations.NullMarked;
