package io.tallyport.port.watch;

import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What can be watched. */
public enum WatchStream {
    ENTITLEMENTS(TopicCatalog.ENTITLEMENT_SNAPSHOTS),
    ALERTS(TopicCatalog.QUOTA_ALERTS, TopicCatalog.ANOMALY_ALERTS),
    VERDICTS(TopicCatalog.USAGE_VERDICTS),
    READINGS(TopicCatalog.USAGE_READINGS),
    DECISIONS(TopicCatalog.ENTITLEMENT_DECISIONS);

    private final List<TallyTopic<?>> topics;

    WatchStream(TallyTopic<?>... topics) {
        this.topics = List.of(topics);
    }

    /** The topics that it shows. */
    List<TallyTopic<?>> topics() {
        return topics;
    }

    /** The word that users type. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The stream of a word. */
    public static Optional<WatchStream> ofWord(String word) {
        return List.of(values()).stream().filter(s -> s.word().equals(word)).findFirst();
    }

    /** All words, for people. */
    public static String words() {
        return String.join(
                ", ", List.of(values()).stream().map(WatchStream::word).toList());
    }
}
