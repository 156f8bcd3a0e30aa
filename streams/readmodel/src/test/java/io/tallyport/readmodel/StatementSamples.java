package io.tallyport.readmodel;

import io.tallyport.wire.BurntV1;
import io.tallyport.wire.LicenseEventV1;
import io.tallyport.wire.ReadTopicV1;
import io.tallyport.wire.StatementCertificateV1;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.StatementStatus;
import io.tallyport.wire.UsageStatementV1;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Statements of calendar months for tests: number 1 is of January 2026. */
final class StatementSamples {

    static final YearMonth FIRST = YearMonth.of(2026, 1);

    static UsageStatementV1 held(String license, long number) {
        return statement(license, number, "")
                .setStatus(StatementStatus.HELD)
                .setHeldReason("QUARANTINED")
                .setHeldDetail("records of it wait")
                .setHeldSinceMs(1_000L)
                .build();
    }

    /** The pages of an issued statement, with so many lines on each. */
    static List<UsageStatementV1> issued(String license, long number, int pages, int linesOnEach) {
        return issued(license, number, "", pages, linesOnEach);
    }

    static List<UsageStatementV1> issued(String license, long number, String zone, int pages, int linesOnEach) {
        var issued = new ArrayList<UsageStatementV1>();
        for (int page = 1; page <= pages; page++) {
            int of = page;
            issued.add(statement(license, number, zone)
                    .setStatus(StatementStatus.ISSUED)
                    .setIssuedAtMs(2_000)
                    .setPage(page)
                    .setPages(pages)
                    .setLines(IntStream.range(0, linesOnEach)
                            .mapToObj(i -> line("m-" + of + "-" + i))
                            .toList())
                    .setCertificate(page == 1 ? certificate() : null)
                    .build());
        }
        return issued;
    }

    static StatementLineV1 line(String meter) {
        return StatementLineV1.newBuilder()
                .setMeter(meter)
                .setMeterVersion(1)
                .setQuantity("12.50")
                .setIncluded("10")
                .setBurnt(List.of(new BurntV1("included", "10")))
                .setOverage("2.50")
                .setEvents(3)
                .build();
    }

    static LicenseEventV1 issuedLicense(String license, String zone, String at, @Nullable String expiresAt) {
        return LicenseEventV1.newBuilder(Samples.event(license, 1, "ISSUED", "ACTIVE"))
                .setCustomer("c-" + license)
                .setTimeZone(zone)
                .setAtMs(Instant.parse(at).toEpochMilli())
                .setExpiresAtMs(
                        expiresAt == null ? null : Instant.parse(expiresAt).toEpochMilli())
                .build();
    }

    static long startMs(long number, String zone) {
        return FIRST.plusMonths(number - 1)
                .atDay(1)
                .atStartOfDay(zone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(zone))
                .toInstant()
                .toEpochMilli();
    }

    private static UsageStatementV1.Builder statement(String license, long number, String zone) {
        return UsageStatementV1.newBuilder()
                .setLicense(license)
                .setNumber(number)
                .setStatementId(license + "/" + number)
                .setCustomer("c-" + license)
                .setExternalIds(Map.of("crm", "77"))
                .setTimeZone(zone)
                .setFromMs(startMs(number, zone))
                .setToMs(startMs(number + 1, zone));
    }

    private static StatementCertificateV1 certificate() {
        return StatementCertificateV1.newBuilder()
                .setPartition(2)
                .setRead(List.of(ReadTopicV1.newBuilder()
                        .setTopic("usage.events.v1")
                        .setEndOffset(9)
                        .setRecords(9)
                        .setCounted(9)
                        .build()))
                .setCounted(9)
                .setVoided(1)
                .setStanding(8)
                .setDigest("00ff")
                .setComplete(true)
                .build();
    }

    private StatementSamples() {}
}
