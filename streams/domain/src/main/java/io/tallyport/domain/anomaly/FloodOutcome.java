package io.tallyport.domain.anomaly;

import java.util.List;

/**
 * What an event or a passed bucket came to under the duplicate-flood rule.
 *
 * @param next the state afterwards
 * @param findings what to tell
 */
public record FloodOutcome(FloodState next, List<DetectorFinding> findings) {
    public FloodOutcome {
        findings = List.copyOf(findings);
    }
}
