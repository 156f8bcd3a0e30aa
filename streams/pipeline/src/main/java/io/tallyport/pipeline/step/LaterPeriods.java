package io.tallyport.pipeline.step;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.pipeline.step.Correction.Effect;
import java.util.List;

/** The closed periods after that of an event whose contributions change a level: it goes on through them. */
final class LaterPeriods {

    private static final LaterPeriods NONE = new LaterPeriods(List.of(), List.of());

    private final List<TurnPeriods> periods;
    private final List<Contribution> levels;

    private LaterPeriods(List<TurnPeriods> periods, List<Contribution> levels) {
        this.periods = periods;
        this.levels = levels;
    }

    /** Notes what they say before it changes. */
    static LaterPeriods before(TurnMeters meters, Turn turn, Effect effect) {
        if (!hasLevel(effect.contributions())) {
            return NONE;
        }
        var periods = TurnPeriods.closedAfter(meters, turn, effect.event().timeMs());
        var levels =
                effect.contributions().stream().filter(LaterPeriods::isLevel).toList();
        for (TurnPeriods period : periods) {
            for (Contribution level : levels) {
                period.before(level.meter().series(), level.group());
            }
        }
        return new LaterPeriods(periods, levels);
    }

    /** Notes what they say now. */
    void after() {
        for (TurnPeriods period : periods) {
            for (Contribution level : levels) {
                period.after(level.meter().series(), level.group());
            }
        }
    }

    private static boolean hasLevel(List<Contribution> contributions) {
        for (Contribution contribution : contributions) {
            if (isLevel(contribution)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLevel(Contribution contribution) {
        return contribution.meter().aggregation() == Aggregation.TIME_WEIGHTED;
    }
}
