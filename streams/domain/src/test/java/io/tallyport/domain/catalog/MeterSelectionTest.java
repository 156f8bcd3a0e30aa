package io.tallyport.domain.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MeterSelectionTest {

    private static final List<String> TEXTS = List.of("eu", "us", "ap");
    private static final List<String> PATHS = List.of("region", "tier", "usage.kind");

    @Test
    void withoutFiltersAllMetersAreFedAndNothingIsMade() throws FilterException {
        var selection = new MeterSelection(List.of(meter("a", ""), meter("b", "")));
        assertSame(selection.meters(), selection.of(0, "s", List.of(), Map.of()));
    }

    @Test
    void theFirstMeterWhoseFilterHasNoAnswerIsNamed() {
        var selection = new MeterSelection(
                List.of(meter("a", "tier=gold"), meter("b", "region~eu"), meter("c", "region=eu"), meter("d", "")));
        var e = assertThrows(FilterException.class, () -> selection.of(0, "s", List.of(), Map.of("tier", "gold")));
        assertEquals(
                "the filter of meter b has no answer for this event: there is no region",
                String.valueOf(e.getMessage()));
    }

    @Test
    void aFieldThatIsNoTextIsNoneOfTheTexts() throws FilterException {
        var selection = new MeterSelection(List.of(meter("a", "region=1"), meter("b", "")));
        var data = new HashMap<String, @Nullable Object>();
        data.put("region", 1L);
        assertEquals(List.of("b"), ids(selection.of(0, "s", List.of(), data)));
        data.put("region", null);
        assertEquals(List.of("b"), ids(selection.of(0, "s", List.of(), data)));
    }

    @Test
    void aFieldBelowAValueIsTheLanguagesToJudge() {
        var selection = new MeterSelection(List.of(meter("a", "a.b=eu")));
        var data = new HashMap<String, @Nullable Object>(Map.of("a.b", "eu"));
        assertEquals(List.of("a"), idsOf(selection, data));
        data.put("a", 1L);
        assertEquals(List.of("a"), idsOf(selection, data), "the test's language sees it all the same");
        var asked = new int[1];
        var counting = new MeterSelection(List.of(new Meter(
                "a",
                1,
                "t",
                Aggregation.COUNT,
                "",
                List.of(),
                EnumSet.copyOf(Window.OF_LEDGERS),
                Duration.ZERO,
                "unit",
                new Filter("x") {
                    @Override
                    public boolean matches(
                            String source, List<String> subject, Map<String, ? extends @Nullable Object> fields) {
                        asked[0]++;
                        return false;
                    }

                    @Override
                    public Optional<Equality> equality() {
                        return Optional.of(new Equality("a.b", "eu"));
                    }
                })));
        assertEquals(List.of(), idsOf(counting, data));
        assertEquals(1, asked[0]);
        data.remove("a");
        assertEquals(List.of("a"), idsOf(counting, data));
        assertEquals(1, asked[0], "a look-up answers");
    }

    private static List<String> idsOf(MeterSelection selection, Map<String, @Nullable Object> data) {
        try {
            return ids(selection.of(0, "s", List.of(), data));
        } catch (FilterException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asking every filter by itself, in order, is what the look-ups stand for. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void lookUpsAnswerAsTheFiltersWouldOneByOne(long seed) {
        var random = new Random(seed);
        int failed = 0;
        for (int run = 0; run < 500; run++) {
            var meters = new ArrayList<Meter>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                meters.add(meter("m" + i, filter(random)));
            }
            var selection = new MeterSelection(meters);
            var data = data(random);
            String expected = naive(meters, data);
            String said;
            try {
                said = ids(selection.of(0, "s", List.of(), data)).toString();
            } catch (FilterException e) {
                said = String.valueOf(e.getMessage()).replaceFirst(".*meter (\\S+) has no answer.*", "no answer $1");
                failed++;
            }
            assertEquals(expected, said, "seed " + seed + ", run " + run + ": " + meters + " " + data);
        }
        assertTrue(failed > 50 && failed < 450, "both are tried: " + failed);
    }

    private static String naive(List<Meter> meters, Map<String, @Nullable Object> data) {
        var fed = new ArrayList<String>();
        for (Meter meter : meters) {
            try {
                if (meter.filter().matches("s", List.of(), data)) {
                    fed.add(meter.id());
                }
            } catch (FilterException e) {
                return "no answer " + meter.id();
            }
        }
        return fed.toString();
    }

    private static String filter(Random random) {
        if (random.nextInt(4) == 0) {
            return "";
        }
        return PATHS.get(random.nextInt(PATHS.size()))
                + (random.nextInt(3) == 0 ? "~" : "=")
                + TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private static Map<String, @Nullable Object> data(Random random) {
        var data = new HashMap<String, @Nullable Object>();
        for (String path : PATHS) {
            switch (random.nextInt(8)) {
                case 0 -> data.put(path, 7L);
                case 1 -> data.put(path, null);
                case 2 -> {}
                default -> data.put(path, TEXTS.get(random.nextInt(TEXTS.size())));
            }
        }
        return data;
    }

    private static Meter meter(String id, String filter) {
        try {
            Filter compiled = filter.isEmpty() ? Filter.ALL : new PathFilters().compile(filter);
            return new Meter(
                    id,
                    1,
                    "t",
                    Aggregation.COUNT,
                    "",
                    List.of(),
                    EnumSet.copyOf(Window.OF_LEDGERS),
                    Duration.ZERO,
                    "unit",
                    compiled);
        } catch (FilterException e) {
            throw new IllegalArgumentException(filter, e);
        }
    }

    private static List<String> ids(List<Meter> meters) {
        return meters.stream().map(Meter::id).toList();
    }
}
