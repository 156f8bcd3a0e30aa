package io.tallyport.app.demo;

import io.tallyport.client.TallyportClient;
import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import java.net.URI;
import java.time.InstantSource;

/**
 * The installation that a demo runs on.
 *
 * @param url its HTTP interface
 * @param client the client library, as a product embeds it
 * @param kafka its topics, for the independent count
 * @param registry their schemas
 * @param time the clock that its ticks come from
 */
public record DemoSite(URI url, TallyportClient client, KafkaClients kafka, Registry registry, InstantSource time) {}
