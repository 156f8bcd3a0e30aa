package io.tallyport.app.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;

class LogLayoutTest {

    @Test
    void aMessageCannotForgeALineNorSteerATerminal() {
        String line = laidOut("unknown type 'x\r\n2026-01-01 INFO forged \u001b[31m\u009b'", null);
        assertEquals(1, line.lines().count(), line);
        assertTrue(line.contains("unknown type 'x\\r\\n2026"), line);
        assertFalse(line.contains("\u001b") || line.contains("\u009b"), line);
    }

    @Test
    void aStackTraceKeepsItsLinesAndSteersNoTerminal() {
        String lines = laidOut("failed", new IllegalStateException("bad \u001b[2J"));
        assertTrue(lines.lines().count() > 2, lines);
        assertFalse(lines.contains("\u001b"), lines);
    }

    private static String laidOut(String message, @org.jspecify.annotations.Nullable Throwable thrown) {
        var context = (LoggerContext) LogManager.getContext(false);
        Appender console = context.getConfiguration().getAppender("console");
        var event = Log4jLogEvent.newBuilder()
                .setLoggerName("io.tallyport.test")
                .setLevel(Level.WARN)
                .setMessage(new SimpleMessage(message))
                .setThrown(thrown)
                .build();
        return String.valueOf(console.getLayout().toSerializable(event));
    }
}
