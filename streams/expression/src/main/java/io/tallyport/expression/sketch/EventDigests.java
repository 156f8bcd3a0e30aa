package io.tallyport.expression.sketch;

import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;
import io.tallyport.domain.statement.EventDigest;
import io.tallyport.domain.usage.UsageEvent;

/** What certificates tell events by: XXH3-128 of source, a zero and id, in UTF-16 little endian. */
public final class EventDigests {

    private static final Hasher128 HASHER = Hashing.xxh3_128();

    /** The digest of an event. */
    public static EventDigest of(UsageEvent event) {
        var hash = HASHER.hashCharsTo128Bits(event.source() + '\0' + event.id());
        return new EventDigest(hash.getMostSignificantBits(), hash.getLeastSignificantBits());
    }

    private EventDigests() {}
}
