package io.tallyport.port;

import java.util.List;

/**
 * One route of the port.
 *
 * @param operationId name of the operation: of the command, the OpenAPI operation, the meter's tag
 * @param method GET, POST or PUT
 * @param path path template with {@code {names}}
 * @param query names of the query parameters that it takes; another one is refused
 * @param summary what it does, one sentence
 */
public record Route(String operationId, String method, String path, List<String> query, String summary) {
    public Route {
        query = List.copyOf(query);
    }
}
