package io.tallyport.domain.metering;

/** What a total must remember beyond its value, to be merged with another. Immutable. */
public sealed interface Detail permits LatestAt, Distinct, LevelChange {}
