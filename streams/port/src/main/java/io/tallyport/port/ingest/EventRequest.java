package io.tallyport.port.ingest;

import java.util.Map;

/**
 * One request of the ingest route, as it came.
 *
 * @param contentType value of the Content-Type header; empty if there was none
 * @param headers header values by lower-case name
 * @param body the bytes, already bounded
 * @param defaultLicense license of events that name none; empty if not given
 */
@SuppressWarnings("ArrayRecordComponent")
public record EventRequest(String contentType, Map<String, String> headers, byte[] body, String defaultLicense) {
    public EventRequest {
        headers = Map.copyOf(headers);
    }

    /** Leaves out headers and body: either may hold a license key. */
    @Override
    public String toString() {
        return "EventRequest[" + contentType + ", " + body.length + " bytes]";
    }
}
