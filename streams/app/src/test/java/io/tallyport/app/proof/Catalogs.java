package io.tallyport.app.proof;

/** Catalogs that the proofs put in force. */
final class Catalogs {

    /** Plan {@code starter}: ten calls a month, hard. Plan {@code free}: calls and bytes, a soft limit. */
    static final String ACME = """
            format: 1
            products:
              - {id: acme, name: Acme API, sources: ["acme/*"]}
            meters:
              - {id: calls, eventType: api.call, aggregation: COUNT, unit: call}
              - {id: bytes, eventType: api.call, aggregation: SUM, value: bytes, unit: B}
            features:
              - {id: api, kind: METERED, meter: calls}
              - {id: volume, kind: METERED, meter: bytes}
            plans:
              - id: starter
                product: acme
                features: [api]
                quotas:
                  - {meter: calls, limit: 10, per: MONTH, kind: HARD, thresholds: [80, 100]}
              - id: free
                product: acme
                features: [api, volume]
                quotas:
                  - {meter: calls, limit: 1000000, per: MONTH, kind: SOFT, thresholds: [100]}
            """;

    /** The same with meters that take some of the calls. */
    static final String FILTERED = ACME.replace("features:\n", """
              - {id: large-calls, eventType: api.call, filter: "data.bytes > 480.25", aggregation: COUNT}
              - {id: web-bytes, eventType: api.call, filter: "source == 'acme/web'", aggregation: SUM, value: bytes}
            features:
            """);

    private Catalogs() {}
}
