package io.tallyport.readmodel;

import io.tallyport.readmodel.store.RowStore;

/** The tables of the read model over one store. */
record Tables(
        ReadingTable readings,
        TimelineTable timeline,
        EntitlementTable entitlements,
        CatalogTable catalog,
        AlertTables alerts,
        DecisionTable decisions,
        VerdictTable verdicts,
        AuditTable audit,
        StatementTable statements,
        UnattributedRows unattributed,
        LatestRows latest,
        SeatRows seats) {

    static Tables over(RowStore store) {
        var verdicts = new VerdictTable(store);
        var unattributed = new UnattributedRows(store);
        var latest = new LatestRows(store);
        var seats = new SeatRows(store);
        return new Tables(
                new ReadingTable(store),
                new TimelineTable(store, latest, seats),
                new EntitlementTable(store),
                new CatalogTable(store),
                new AlertTables(store),
                new DecisionTable(store),
                verdicts,
                new AuditTable(store, verdicts),
                new StatementTable(store, unattributed),
                unattributed,
                latest,
                seats);
    }
}
