package io.tallyport.pipeline.state;

import io.tallyport.domain.metering.Detail;
import io.tallyport.domain.metering.Distinct;
import io.tallyport.domain.metering.LatestAt;
import io.tallyport.domain.metering.LevelChange;
import io.tallyport.expression.sketch.UltraLogLogSketch;
import org.jspecify.annotations.Nullable;

/** The stored form of what a total remembers beyond its value. */
final class DetailCodec {

    private static final int NONE = 0;
    private static final int LATEST = 1;
    private static final int MEMBERS = 2;
    private static final int SKETCH = 3;
    private static final int LEVEL = 4;

    static void write(BinaryOutput out, @Nullable Detail detail) {
        if (detail instanceof LatestAt latest) {
            out.number(LATEST).fixed(latest.timeMs());
        } else if (detail instanceof LevelChange change) {
            out.number(LEVEL).decimal(change.by());
        } else if (detail instanceof Distinct distinct && distinct.sketch() != null) {
            out.number(SKETCH).blob(distinct.sketch().bytes());
        } else if (detail instanceof Distinct distinct) {
            out.number(MEMBERS).number(distinct.members().length);
            for (long word : distinct.members()) {
                out.fixed(word);
            }
        } else {
            out.number(NONE);
        }
    }

    static @Nullable Detail read(BinaryInput in) {
        int kind = (int) in.number();
        return switch (kind) {
            case NONE -> null;
            case LATEST -> new LatestAt(in.fixed());
            case MEMBERS -> Distinct.ofMembers(words(in), UltraLogLogSketch.MAKER);
            case SKETCH -> Distinct.ofSketch(UltraLogLogSketch.MAKER.of(in.blob()), UltraLogLogSketch.MAKER);
            case LEVEL -> new LevelChange(in.decimal());
            default -> throw in.damaged("a total of kind " + kind);
        };
    }

    private static long[] words(BinaryInput in) {
        long length = in.number();
        if (length < 0 || length > 2L * Distinct.EXACT) {
            throw in.damaged(length + " words of values");
        }
        long[] words = new long[(int) length];
        for (int i = 0; i < words.length; i++) {
            words[i] = in.fixed();
        }
        return words;
    }

    private DetailCodec() {}
}
