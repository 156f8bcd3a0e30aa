package io.tallyport.port;

import java.util.List;

/** The table of routes. The server, the OpenAPI description and the commands are held against it by tests. */
public final class Routes {

    /** Every route, in the order in which people meet them. */
    public static final List<Route> ALL = List.of(
            route("emit", "POST", "/v1/events", "Take usage events in.", "license", "job", "wait", "timeout"),
            route(
                    "usage",
                    "GET",
                    "/v1/licenses/{license}/usage",
                    "What a license consumed, per meter and window.",
                    "meter",
                    "window",
                    "from",
                    "to",
                    "groups",
                    "subjects",
                    "subject",
                    "limit"),
            route(
                    "check",
                    "GET",
                    "/v1/licenses/{license}/check/{feature}",
                    "Whether a license may use a feature now.",
                    "caller",
                    "trace"),
            route("license-issue", "POST", "/v1/licenses", "Issue a license; its key is shown this once."),
            route("license-show", "GET", "/v1/licenses/{license}", "What a license may do now."),
            route(
                    "license-activate",
                    "POST",
                    "/v1/licenses/{license}/activate",
                    "Start a license that is a draft, now."),
            route("license-suspend", "POST", "/v1/licenses/{license}/suspend", "Suspend a license."),
            route("license-resume", "POST", "/v1/licenses/{license}/resume", "Resume a suspended license."),
            route(
                    "license-renew",
                    "POST",
                    "/v1/licenses/{license}/renew",
                    "Move the end of a license, or say whether it renews itself."),
            route(
                    "license-revoke",
                    "POST",
                    "/v1/licenses/{license}/revoke",
                    "Revoke a license, until somebody reinstates it."),
            route(
                    "license-reinstate",
                    "POST",
                    "/v1/licenses/{license}/reinstate",
                    "Take the revocation of a license back."),
            route("license-release", "POST", "/v1/licenses/{license}/release", "End the quarantine of a license."),
            route(
                    "license-change-plan",
                    "POST",
                    "/v1/licenses/{license}/change-plan",
                    "Another plan of the same product, at once or from an instant on."),
            route(
                    "license-cancel-change",
                    "POST",
                    "/v1/licenses/{license}/cancel-change",
                    "Take a change of plan back that is scheduled."),
            route("license-rekey", "POST", "/v1/licenses/{license}/rekey", "Give a license another key."),
            route(
                    "license-timeline",
                    "GET",
                    "/v1/licenses/{license}/timeline",
                    "Everything that happened to a license, oldest first, or what it was at an instant.",
                    "limit",
                    "at"),
            route("licenses", "GET", "/v1/licenses", "The licenses, ordered by id.", "limit", "after"),
            route(
                    "seat-assign",
                    "POST",
                    "/v1/licenses/{license}/seats/assign",
                    "Give a member one of the license's named seats."),
            route(
                    "seat-release",
                    "POST",
                    "/v1/licenses/{license}/seats/release",
                    "Take a member's seat back, so that another may have it."),
            route("seat-list", "GET", "/v1/licenses/{license}/seats", "Who has a seat of a license, by their names."),
            route("catalog-init", "GET", "/v1/catalog/init", "A commented starter catalog."),
            route(
                    "catalog-apply",
                    "PUT",
                    "/v1/catalog",
                    "Put a catalog in force as the next revision.",
                    "dryRun",
                    "base",
                    "author",
                    "reason",
                    "limit"),
            route(
                    "catalog-list",
                    "GET",
                    "/v1/catalog/revisions",
                    "The revisions of the catalog, newest first.",
                    "limit",
                    "after"),
            route("catalog-show", "GET", "/v1/catalog", "The catalog in force, or an earlier revision.", "revision"),
            route(
                    "catalog-export",
                    "GET",
                    "/v1/catalog/export",
                    "The document of a revision, to be applied elsewhere.",
                    "revision",
                    "format"),
            route(
                    "catalog-diff",
                    "POST",
                    "/v1/catalog/diff",
                    "What a catalog would change, or what changed between two revisions.",
                    "from",
                    "to"),
            route(
                    "catalog-rollback",
                    "POST",
                    "/v1/catalog/rollback",
                    "Put an earlier revision in force again, as the next one.",
                    "to",
                    "dryRun",
                    "base",
                    "author",
                    "reason",
                    "limit"),
            route(
                    "meter-preview",
                    "POST",
                    "/v1/meters/preview",
                    "What a catalog would recount of the past, license by license.",
                    "from",
                    "meter",
                    "license",
                    "after"),
            route("void", "POST", "/v1/usage/void", "Take back events that were counted: one, or all that match."),
            route("restore", "POST", "/v1/usage/restore", "Count voided or amended events again."),
            route("amend", "POST", "/v1/usage/amend", "Put another event in the place of one that was counted."),
            route("adjust", "POST", "/v1/usage/adjust", "Correct a closed period by hand."),
            route(
                    "statements",
                    "GET",
                    "/v1/statements",
                    "Statements that are issued or held, and periods that wait for one.",
                    "license",
                    "customer",
                    "period",
                    "status",
                    "after",
                    "limit"),
            route(
                    "statement-show",
                    "GET",
                    "/v1/statements/{license}/{number}",
                    "One statement with its lines and certificate."),
            route(
                    "statement-release",
                    "POST",
                    "/v1/statements/{license}/{number}/release",
                    "Issue a statement that is held, as it is."),
            route(
                    "export",
                    "GET",
                    "/v1/export",
                    "All lines of the issued statements of a period, or of a license.",
                    "period",
                    "license",
                    "format"),
            route("unattributed", "GET", "/v1/unattributed", "What no license owns of a month.", "period"),
            route("rejected", "GET", "/v1/rejected", "Rejected usage, newest first.", "reason", "license", "limit"),
            route("rejected-resubmit", "POST", "/v1/rejected/resubmit", "Send rejected usage again, with its ids."),
            route("alerts", "GET", "/v1/alerts", "Quota and anomaly alerts, newest first.", "license", "limit"),
            route("decisions", "GET", "/v1/decisions", "What checks answered, newest first.", "license", "limit"),
            route(
                    "explain-decision",
                    "GET",
                    "/v1/explain/decisions/{id}",
                    "Why a check answered as it did, in sentences and with evidence."),
            route(
                    "explain-usage",
                    "GET",
                    "/v1/explain/usage/{license}/{meter}/{period}",
                    "A number of a period, counted again from its events.",
                    "group",
                    "meterVersion",
                    "limit"),
            route("watch", "GET", "/v1/watch/{stream}", "Follow records live, as server-sent events.", "license"),
            route("clock", "GET", "/v1/clock", "The time that the node decides by."),
            route("clock-advance", "POST", "/v1/clock/advance", "Move a test clock forward."),
            route("health", "GET", "/health", "Whether the node can answer, and its parts."),
            route("metrics", "GET", "/metrics", "Metrics in Prometheus' text format."),
            route("openapi", "GET", "/openapi.yaml", "This description."));

    private static Route route(String operationId, String method, String path, String summary, String... query) {
        return new Route(operationId, method, path, List.of(query), summary);
    }

    private Routes() {}
}
