package io.tallyport.domain.anomaly;

import java.util.List;

/**
 * What closing buckets came to.
 *
 * @param next the state afterwards
 * @param findings what to tell, in bucket order
 */
public record DetectorOutcome(DetectorState next, List<DetectorFinding> findings) {
    public DetectorOutcome {
        findings = List.copyOf(findings);
    }
}
