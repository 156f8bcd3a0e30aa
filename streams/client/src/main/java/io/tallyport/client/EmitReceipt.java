package io.tallyport.client;

/**
 * An event that is durable.
 *
 * @param id its id, as given or as assigned
 * @param source its source
 * @param topic topic
 * @param partition partition
 * @param offset offset
 */
public record EmitReceipt(String id, String source, String topic, int partition, long offset) {}
