package io.tallyport.app.demo;

import java.io.PrintWriter;
import java.util.List;

/** Where a run shows itself: a picture that is redrawn on a terminal, plain lines in a pipe, nothing at all. */
public final class DemoScreen {

    private static final int WIDTH = 120;
    private static final String HOME = "\u001b[H";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";
    private static final String CLEAR_ALL = "\u001b[2J";
    private static final int FRAMES_PER_LINE = 4;

    /** How a run shows itself. */
    public enum Mode {
        PICTURE,
        LINES,
        SILENT
    }

    private final PrintWriter out;
    private final Mode mode;
    private boolean begun;
    private int frames;

    public DemoScreen(PrintWriter out, Mode mode) {
        this.out = out;
        this.mode = mode;
    }

    /** A sentence about what happens before and after the products emit. */
    public synchronized void say(String text) {
        if (mode != Mode.SILENT) {
            out.println(text);
            out.flush();
        }
    }

    /** Shows a moment; called twice a second. */
    synchronized void show(DemoFrame frame) {
        if (mode == Mode.PICTURE) {
            draw(DemoView.picture(frame, WIDTH));
        } else if (mode == Mode.LINES && frames++ % FRAMES_PER_LINE == 0) {
            out.println(DemoView.line(frame));
            out.flush();
        }
    }

    private void draw(List<String> lines) {
        var text = new StringBuilder(begun ? HOME : CLEAR_ALL + HOME);
        begun = true;
        lines.forEach(line -> text.append(line).append(CLEAR_LINE).append('\n'));
        out.print(text.append(CLEAR_BELOW));
        out.flush();
    }
}
