package io.tallyport.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LevelTest {

    private static final int END_MS = 60;

    private record Change(int timeMs, BigDecimal by) {}

    /** However changes come and go, a stretch comes to the sum of what the level is in each millisecond of it. */
    @Test
    void aStretchComesToTheSumOfItsMilliseconds() {
        long seed = new Random().nextLong();
        System.out.println("LevelTest seed " + seed);
        var random = new Random(seed);
        for (int run = 0; run < 50; run++) {
            var level = new Level();
            var standing = new ArrayList<Change>();
            for (int step = 0; step < 40; step++) {
                if (random.nextInt(3) == 0 && !standing.isEmpty()) {
                    var change = standing.remove(random.nextInt(standing.size()));
                    level.remove(change.timeMs, change.by);
                } else if (random.nextInt(20) == 0) {
                    int fromMs = random.nextInt(END_MS);
                    level.clearFrom(fromMs);
                    standing.removeIf(change -> change.timeMs >= fromMs);
                } else {
                    var change = new Change(random.nextInt(END_MS), BigDecimal.valueOf(random.nextInt(99) - 40, 1));
                    level.add(change.timeMs, change.by);
                    standing.add(change);
                }
                int fromMs = random.nextInt(END_MS);
                int toMs = fromMs + random.nextInt(END_MS - fromMs + 1);
                String why = "seed " + seed + " run " + run + " step " + step;
                BigDecimal sum = sum(standing, fromMs, toMs);
                assertEquals(0, sum.compareTo(level.valueMs(fromMs, toMs, toMs)), why);
                assertEquals(0, at(standing, toMs - 1).compareTo(level.before(toMs)), why);
                assertEquals(
                        standing.stream()
                                .filter(change -> change.timeMs >= fromMs && change.timeMs < toMs)
                                .count(),
                        level.events(fromMs, toMs),
                        why);
                int byMs = fromMs + random.nextInt(toMs - fromMs + 1);
                BigDecimal ahead = BigDecimal.ZERO;
                for (Change change : standing) {
                    if (change.timeMs >= byMs && change.timeMs < toMs) {
                        ahead = ahead.add(change.by.multiply(BigDecimal.valueOf(change.timeMs - byMs)));
                    }
                }
                BigDecimal byThen = sum(standing, fromMs, byMs).subtract(ahead);
                assertEquals(0, byThen.compareTo(level.valueMs(fromMs, toMs, byMs)), why + ", by " + byMs);
            }
        }
    }

    private static BigDecimal sum(List<Change> standing, int fromMs, int toMs) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int ms = fromMs; ms < toMs; ms++) {
            sum = sum.add(at(standing, ms));
        }
        return sum;
    }

    private static BigDecimal at(List<Change> standing, int ms) {
        return standing.stream()
                .filter(change -> change.timeMs <= ms)
                .map(Change::by)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @Test
    void whatDidNotChangeCannotBeTakenOut() {
        var level = new Level();
        level.add(3, BigDecimal.ONE);
        assertFalse(level.remove(2, BigDecimal.ONE));
        assertEquals(BigDecimal.ONE, level.before(4));
    }
}
