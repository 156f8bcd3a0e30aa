package io.tallyport.app.cli;

import java.io.PrintWriter;

/** What a person sees while events are sent: a line that moves on a terminal, troubles and bad lines everywhere. */
final class EmitProgress implements AutoCloseable {

    private static final long REDRAW_MS = 250;
    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean live;
    private final EmitTally tally;
    private final long beganNanos = System.nanoTime();
    private final Thread redraw;
    private String lastTrouble = "";
    private long badShown;
    private boolean closed;

    /** @param live whether {@code err} is a terminal */
    EmitProgress(PrintWriter err, boolean live, EmitTally tally) {
        this.err = err;
        this.live = live;
        this.tally = tally;
        this.redraw = new Thread(this::redraw, "progress");
        redraw.setDaemon(true);
        if (live) {
            redraw.start();
        }
    }

    /** Names a bad line; beyond a hundred they are only counted. */
    synchronized void bad(EmitItem.Bad bad) {
        if (badShown++ < EmitTally.LISTED) {
            String field = bad.field().isEmpty() ? "" : bad.field() + ": ";
            println("line " + bad.line() + ": " + Page.clean(field + bad.reason()));
        } else if (badShown == EmitTally.LISTED + 1) {
            println("more bad lines follow; they are counted only");
        }
    }

    /** Says what is in the way, once. */
    synchronized void trouble(String text) {
        if (!text.equals(lastTrouble)) {
            lastTrouble = text;
            println(Page.clean(text));
        }
    }

    @Override
    public synchronized void close() {
        if (!closed && live) {
            err.print(CLEAR);
            err.flush();
        }
        closed = true;
        notifyAll();
    }

    private void println(String text) {
        err.println((live ? CLEAR : "") + text);
        err.flush();
    }

    private synchronized void redraw() {
        while (!closed) {
            long settled = tally.settled();
            long seconds = Math.max(1, (System.nanoTime() - beganNanos) / 1_000_000_000L);
            err.print(CLEAR + tally.readSoFar() + " read, " + settled + " answered, " + settled / seconds + "/s");
            err.flush();
            try {
                wait(REDRAW_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
