package io.tallyport.port;

import io.javalin.http.Context;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.statement.ExportGaps;
import io.tallyport.port.statement.ExportRequest;
import io.tallyport.port.statement.StatementBook;
import io.tallyport.port.statement.StatementExport;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends exports as they are read, with no bound on their size. One that breaks off ends its connection without the mark
 * of an end, so that no client takes it for whole.
 */
final class ExportStream {

    /** Periods without a statement, and periods whose statement is held. */
    static final String WAITING = "Tallyport-Waiting";

    static final String HELD = "Tallyport-Held";
    private static final Logger LOG = LoggerFactory.getLogger(ExportStream.class);
    private static final int AT_ONCE = 4;

    private final StatementExport export;
    private final ExecutorService threads;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /** @param threads one is taken by each export */
    ExportStream(StatementBook book, ExecutorService threads) {
        this.export = new StatementExport(book);
        this.threads = threads;
    }

    /** Counts what is not there, and begins to send. */
    Answer begin(ExportRequest request, Context context) {
        if (!places.tryAcquire()) {
            throw Problem.unavailable("TOO_MANY_EXPORTS", "there are " + AT_ONCE + " exports on their way; try again")
                    .asException();
        }
        boolean begun = false;
        try {
            ExportGaps gaps = export.gaps(request);
            var response = context.res();
            response.setStatus(200);
            response.setContentType(request.format().mediaType());
            response.setHeader("Cache-Control", "no-store");
            response.setHeader(WAITING, Long.toString(gaps.waiting()));
            response.setHeader(HELD, Long.toString(gaps.held()));
            context.async(
                    task -> {
                        task.executor = threads;
                        task.timeout = 0;
                    },
                    () -> send(request, gaps, context));
            begun = true;
            return Answer.streamed();
        } finally {
            if (!begun) {
                places.release();
            }
        }
    }

    private void send(ExportRequest request, ExportGaps gaps, Context context) {
        try {
            export.write(request, gaps, context.res().getOutputStream());
        } catch (IOException | RuntimeException e) {
            LOG.warn("an export broke off: {}", e.toString());
            ServletContextRequest.getServletContextRequest(context.req())
                    .getConnectionMetaData()
                    .getConnection()
                    .getEndPoint()
                    .close();
        } finally {
            places.release();
        }
    }
}
