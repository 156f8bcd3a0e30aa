package io.tallyport.port.ingest;

/** What one request and one event may hold. Everything that comes in is bounded before it is looked at. */
public final class EventLimits {

    public static final int BODY_BYTES_MAX = 1024 * 1024;
    public static final int BATCH_EVENTS_MAX = 1000;
    public static final int EVENT_BYTES_MAX = 64 * 1024;
    public static final int DEPTH_MAX = 16;
    public static final int FIELDS_MAX = 256;
    public static final int ATTRIBUTE_CHARS_MAX = 256;
    public static final int NUMBER_DIGITS_MAX = 40;

    private EventLimits() {}
}
