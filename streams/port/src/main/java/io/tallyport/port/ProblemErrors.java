package io.tallyport.port;

import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What the server itself refuses before any route sees it (a broken request line, too large headers), as a problem. */
final class ProblemErrors extends ErrorHandler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus() == 0 ? 500 : response.getStatus();
        var problem =
                Problem.of(status, status >= 500 ? "INTERNAL" : "BAD_REQUEST", "the server cannot take this request");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
        response.write(true, ByteBuffer.wrap(Json.bytes(Json.of(problem))), callback);
        return true;
    }
}
