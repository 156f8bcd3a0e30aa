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

    /** The same with what a license keeps beside its sums: minutes, groups, subjects, different values, a level and named seats. */
    static final String CELLS = ACME.replace("features:\n", """
              - {id: by-minute, eventType: api.call, aggregation: SUM, value: bytes, windows: [MINUTE, HOUR, DAY, MONTH]}
              - {id: by-class, eventType: api.call, aggregation: COUNT, groups: [{name: class, cel: "data.bytes > 480.25 ? 'large' : 'small'"}], subjects: true}
              - {id: sizes, eventType: api.call, aggregation: UNIQUE_COUNT, value: bytes}
              - {id: held, eventType: api.call, aggregation: TIME_WEIGHTED, value: bytes, windows: [MONTH]}
            features:
            """)
            .replace("    product: acme\n    features:", "    product: acme\n    seats: 3\n    features:");

    /**
     * The same with meters that take some of the calls, and one of each aggregation, of which some have a limit, and some groups or
     * subjects. What is stored goes up and down.
     */
    static final String METERS = ACME.replace("features:\n", """
              - {id: large-calls, eventType: api.call, filter: "data.bytes > 480.25", aggregation: COUNT}
              - {id: web-bytes, eventType: api.call, filter: "source == 'acme/web'", aggregation: SUM, value: bytes, windows: [MINUTE, HOUR, DAY, MONTH]}
              - {id: smallest, eventType: api.call, aggregation: MIN, value: bytes, windows: [MONTH]}
              - {id: largest, eventType: api.call, aggregation: MAX, value: bytes, subjects: true, windows: [MINUTE, DAY, MONTH]}
              - {id: mean, eventType: api.call, aggregation: AVG, value: bytes, windows: [MONTH]}
              - {id: latest, eventType: api.call, aggregation: LATEST, value: bytes}
              - {id: sizes, eventType: api.call, aggregation: UNIQUE_COUNT, value: bytes, subjects: true, windows: [MINUTE, DAY, MONTH]}
              - {id: by-size, eventType: api.call, aggregation: COUNT, groups: [bytes, {name: class, cel: "data.bytes > 480.25 ? 'large' : 'small'"}], subjects: true}
              - {id: mean-by-kind, eventType: api.call, aggregation: AVG, value: bytes, groups: [kind, bytes], windows: [MONTH]}
              - {id: held, eventType: api.call, aggregation: TIME_WEIGHTED, value: bytes, groups: [kind]}
              - {id: stored, eventType: api.store, aggregation: TIME_WEIGHTED, value: bytes, groups: [bytes]}
            features:
            """)
                    .replace(
                            "    product: acme\n    features: [api]\n",
                            "    product: acme\n    seats: 3\n    features: [api]\n")
                    .replace("    features: [api, volume]\n", "    seats: 5\n    features: [api, volume]\n")
                    .replace(
                            "    features: [api]\n",
                            "    features: [api]\n    included: [{meter: calls, amount: 7}, {meter: held, amount: 100000}, {meter: seats.held, amount: 30}]\n")
            + """
                  - {meter: sizes, limit: 20, per: MONTH, kind: SOFT, thresholds: [50, 100]}
                  - {meter: largest, limit: 700, per: DAY, kind: SOFT}
                  - {meter: held, limit: 2000000.5, per: MONTH, kind: SOFT, thresholds: [10, 50, 100]}
                  - {meter: stored, limit: 50000, per: MONTH, kind: SOFT, thresholds: [1, 100]}
                  - {meter: seats.held, limit: 40, per: MONTH, kind: SOFT, thresholds: [20, 50, 100]}
                  - {meter: seats.assigned, limit: 3, per: DAY, kind: SOFT, thresholds: [100]}
            """;

    /** The next revision: other limits, and meters of which the second version leaves something out. */
    static final String METERS_LATER = METERS.replace("limit: 10,", "limit: 200,")
            .replace(
                    "{id: calls, eventType: api.call,",
                    "{id: calls, version: 2, eventType: api.call, filter: \"data.bytes > 3\",")
            .replace("amount: 7", "amount: 9")
            .replace("{id: sizes,", "{id: sizes, version: 2, filter: \"data.bytes > 100\",");

    /** From when on some meters are repaired: in a period that is closed when that is done, and in the open one. */
    static final String REPAIRED_FROM = "2026-01-09T03:17:00Z";

    /** The revision after it: later versions of meters, and a new one, that begin in the past. */
    static final String METERS_REPAIRED =
            METERS_LATER.replace("features:\n  - {id: api", """
              - {id: calls, version: 3, from: "@", eventType: api.call, filter: "data.bytes > 300", aggregation: COUNT, unit: call}
              - {id: smallest, version: 2, from: "@", eventType: api.call, filter: "data.bytes > 40", aggregation: MIN, value: bytes, subjects: true, windows: [MINUTE, MONTH]}
              - {id: largest, version: 2, from: "@", eventType: api.call, filter: "data.bytes < 600", aggregation: MAX, value: bytes, windows: [DAY, MONTH, MINUTE]}
              - {id: latest, version: 2, from: "@", eventType: api.call, filter: "data.bytes > 500", aggregation: LATEST, value: bytes}
              - {id: sizes, version: 3, from: "@", eventType: api.call, filter: "data.bytes > 400", aggregation: UNIQUE_COUNT, value: bytes, subjects: true}
              - {id: by-size, version: 2, from: "@", eventType: api.call, aggregation: COUNT, groups: [bytes, {name: even, cel: "int(data.bytes) % 2 == 0"}]}
              - {id: held, version: 2, from: "@", eventType: api.call, filter: "data.bytes > 300", aggregation: TIME_WEIGHTED, value: bytes, groups: [bytes]}
              - {id: in-hindsight, from: "@", eventType: api.call, aggregation: SUM, value: bytes, groups: [kind], subjects: true}
            features:
              - {id: api""".replace("@", REPAIRED_FROM));

    private Catalogs() {}
}
