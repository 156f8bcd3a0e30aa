package io.tallyport.verifier;

import io.tallyport.contract.CatalogDigest;
import io.tallyport.contract.TallyTopic;
import io.tallyport.wire.CatalogRevisionKind;
import io.tallyport.wire.CatalogRevisionV1;
import io.tallyport.wire.EvidenceV1;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.LicenseEventV1;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.PeriodZone;
import io.tallyport.wire.ReadTopicV1;
import io.tallyport.wire.StatementCertificateV1;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.StatementStatus;
import io.tallyport.wire.UnattributedRowV1;
import io.tallyport.wire.UnattributedUsageV1;
import io.tallyport.wire.UsageCorrectionV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import io.tallyport.wire.UsageReadingV1;
import io.tallyport.wire.UsageStatementV1;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The records that a {@link StatementLog} is made of, as far as they do not depend on what lies in it already. */
final class LogRecords {

    static CatalogRevisionV1 revision(long number, String document) {
        return CatalogRevisionV1.newBuilder()
                .setKind(CatalogRevisionKind.REVISION)
                .setRevision(number)
                .setDocument(document)
                .setDigest(CatalogDigest.of(document))
                .build();
    }

    static LicenseCommandV1 command(LicenseCommandKind kind, String id, String plan, Map<String, String> attributes) {
        boolean issues = kind == LicenseCommandKind.ISSUE;
        return LicenseCommandV1.newBuilder()
                .setKind(kind)
                .setCommandId(id)
                .setLicense(StatementLog.LICENSE)
                .setProduct("acme")
                .setPlan(plan)
                .setCustomer(issues ? "you" : "")
                .setKeyHash(issues ? "hash" : "")
                .setAuthor("ann")
                .setReason("because")
                .setAttributes(attributes)
                .build();
    }

    /** An event of a license, without its version, its state and its instant. */
    static LicenseEventV1 licenseEvent(
            String type, String refusal, String command, String author, String plan, Place origin) {
        return LicenseEventV1.newBuilder()
                .setLicense(StatementLog.LICENSE)
                .setType(type)
                .setRefusal(refusal)
                .setCommandId(command)
                .setAuthor(author)
                .setPlan(plan)
                .setEvidence(EvidenceV1.newBuilder()
                        .setTopic(origin.topic())
                        .setPartition(origin.partition())
                        .setOffset(origin.offset())
                        .build())
                .build();
    }

    /** The state of a license of a plan without terms. */
    static String stateAfter(String type, String before) {
        return switch (type) {
            case "ISSUED", "RESUMED" -> "ACTIVE";
            case "SUSPENDED", "EXPIRED", "REVOKED" -> type;
            default -> before;
        };
    }

    static UsageEventV1 usage(String id, String type, String instant, Map<String, Object> data) {
        return UsageEventV1.newBuilder()
                .setKind(UsageKind.USAGE)
                .setLicense(StatementLog.LICENSE)
                .setSource("acme/web")
                .setId(id)
                .setType(type)
                .setTimeMs(StatementParts.at(instant))
                .setData(data)
                .build();
    }

    /** What became of the record of a topic that lies there. */
    static UsageVerdictV1 verdict(
            TallyTopic<UsageEventV1> topic, VerdictKind kind, String reason, long offset, PeriodZone zone) {
        return UsageVerdictV1.newBuilder()
                .setKind(kind)
                .setReason(reason)
                .setZone(zone)
                .setTopic(topic.name())
                .setFirstOffset(offset)
                .setCount(1)
                .build();
    }

    /** The same verdict, which names the event. */
    static UsageVerdictV1 of(UsageEventV1 event, UsageVerdictV1 verdict) {
        verdict.setLicense(event.getLicense());
        verdict.setSource(event.getSource());
        verdict.setId(event.getId());
        verdict.setTimeMs(event.getTimeMs());
        return verdict;
    }

    /** A correction of an event that lies there. */
    static UsageEventV1 correction(UsageKind kind, UsageEventV1 original, Place at, String command) {
        return UsageEventV1.newBuilder(original)
                .setKind(kind)
                .setOriginal(original)
                .setCorrection(UsageCorrectionV1.newBuilder()
                        .setCommandId(command)
                        .setAuthor("ann")
                        .setReason("because")
                        .setTopic(at.topic())
                        .setOffset(at.offset())
                        .build())
                .build();
    }

    /** An answer to a recount; the cause is null where nothing names one. */
    static UsageEventV1 recount(long atMs, Map<String, Object> data, @Nullable Place cause) {
        var record = UsageEventV1.newBuilder()
                .setKind(UsageKind.RECOUNT)
                .setLicense(StatementLog.LICENSE)
                .setTimeMs(atMs)
                .setData(data);
        if (cause != null) {
            record.setCorrection(UsageCorrectionV1.newBuilder()
                    .setTopic(cause.topic())
                    .setOffset(cause.offset())
                    .build());
        }
        return record.build();
    }

    static UsageReadingV1 reading(long version, long asOfMs, MeterReadingV1... values) {
        return UsageReadingV1.newBuilder()
                .setLicense(StatementLog.LICENSE)
                .setVersion(version)
                .setAsOfMs(asOfMs)
                .setCatalogRevision(1)
                .setValues(new ArrayList<>(List.of(values)))
                .build();
    }

    /** A page with all lines of a statement. */
    static UsageStatementV1 statement(
            long number,
            long issuedAtMs,
            String from,
            String to,
            @Nullable StatementCertificateV1 certificate,
            List<StatementLineV1> lines) {
        return UsageStatementV1.newBuilder()
                .setLicense(StatementLog.LICENSE)
                .setStatementId(StatementLog.LICENSE + "/" + number)
                .setNumber(number)
                .setStatus(StatementStatus.ISSUED)
                .setCustomer("you")
                .setFromMs(StatementParts.at(from))
                .setToMs(StatementParts.at(to))
                .setIssuedAtMs(issuedAtMs)
                .setCatalogRevision(1)
                .setLines(new ArrayList<>(lines))
                .setCertificate(certificate)
                .build();
    }

    /** How far a topic was read, and what became of so many records of it. */
    static ReadTopicV1 read(TallyTopic<?> topic, long endOffset, long counted, long corrected, long parked) {
        return ReadTopicV1.newBuilder()
                .setTopic(topic.name())
                .setFromOffset(0)
                .setEndOffset(endOffset)
                .setRecords(counted + corrected + parked)
                .setCounted(counted)
                .setCorrected(corrected)
                .setParked(parked)
                .build();
    }

    /** What no license owns of a month. */
    static UsageStatementV1 unattributed(String month, long issuedAtMs, UnattributedRowV1... rows) {
        var first = YearMonth.parse(month).atDay(1).atStartOfDay(ZoneOffset.UTC);
        return UsageStatementV1.newBuilder()
                .setKind("UNATTRIBUTED")
                .setStatementId("unattributed/0/" + month)
                .setFromMs(first.toInstant().toEpochMilli())
                .setToMs(first.plusMonths(1).toInstant().toEpochMilli())
                .setIssuedAtMs(issuedAtMs)
                .setUnattributed(UnattributedUsageV1.newBuilder()
                        .setPartition(0)
                        .setComplete(true)
                        .setRecords(Arrays.stream(rows)
                                .mapToLong(UnattributedRowV1::getRecords)
                                .sum())
                        .setRows(new ArrayList<>(List.of(rows)))
                        .build())
                .build();
    }

    /** A certificate of what was read of both usage topics, and of these ids. */
    static StatementCertificateV1 certificate(List<ReadTopicV1> read, long everCounted, String... ids) {
        return StatementCertificateV1.newBuilder()
                .setPartition(0)
                .setRead(read)
                .setCounted(everCounted)
                .setVoided(everCounted - ids.length)
                .setStanding(ids.length)
                .setDigest(StatementParts.digest(ids))
                .setComplete(true)
                .build();
    }

    private LogRecords() {}
}
