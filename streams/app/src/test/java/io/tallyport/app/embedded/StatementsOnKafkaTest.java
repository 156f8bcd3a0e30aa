package io.tallyport.app.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tallyport.app.cli.Cli;
import io.tallyport.client.ClientConfig;
import io.tallyport.client.TallyportClient;
import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.TopicInstaller;
import io.tallyport.port.ClockControl;
import io.tallyport.port.PortConfig;
import io.tallyport.port.PortParts;
import io.tallyport.port.PortServer;
import io.tallyport.readmodel.ReadModel;
import io.tallyport.wire.BurntV1;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.LicenseEventV1;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.StatementStatus;
import io.tallyport.wire.UsageStatementV1;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements from the topic through read model and port to the command line, over a real broker; the test is the pipeline. */
class StatementsOnKafkaTest {

    private static final int PARTITIONS = TopicCatalog.EMBEDDED_PARTITIONS;
    private static final Instant JANUARY = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant FEBRUARY = Instant.parse("2026-02-01T00:00:00Z");
    private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");

    @TempDir
    Path folder = Path.of("");

    @Test
    void statementsAreListedShownExportedReleasedAndAdjusted() throws Exception {
        var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (var cluster = LocalCluster.start(folder.resolve("cluster"))) {
            try (var admin = cluster.clients().admin("test")) {
                TopicInstaller.install(admin, cluster.registry(), PARTITIONS, (short) -1);
            }
            try (var client = TallyportClient.open(ClientConfig.of(cluster.clients(), cluster.registryUrl(), "test")
                            .withFolder(folder.resolve("view")));
                    var model =
                            new ReadModel(cluster.clients(), cluster.registry(), folder.resolve("readmodel"), metrics);
                    var server = PortServer.start(
                            PortConfig.loopback(0, new byte[32], "test"),
                            new PortParts(client, model, clock(), Map::of, metrics));
                    var producer = cluster.clients().transactionalProducer("test", "test");
                    var commands = cluster.clients().consumer("test-commands")) {
                server.connect(cluster.clients(), cluster.registry(), PARTITIONS, Duration.ofSeconds(60));
                producer.initTransactions();
                follow(commands);
                var node = Map.of("TALLYPORT_NODE", "http://127.0.0.1:" + server.port());
                new Walk(cluster, model, producer, commands, node).go(folder);
            }
        }
    }

    private record Walk(
            LocalCluster cluster,
            ReadModel model,
            Producer<byte[], byte[]> producer,
            Consumer<byte[], byte[]> commands,
            Map<String, String> node) {

        void go(Path folder) throws Exception {
            write(
                    TopicCatalog.LICENSE_EVENTS,
                    List.of(event("acme").build(), event("beta").build()));
            var pages = List.of(
                    statement("acme", StatementStatus.ISSUED)
                            .setPages(2)
                            .setLines(List.of(line("calls", "98", "100", "98")))
                            .build(),
                    statement("acme", StatementStatus.ISSUED)
                            .setPage(2)
                            .setPages(2)
                            .setLines(List.of(line("text, \"quoted\"", "1", "0", "0")))
                            .build());
            write(TopicCatalog.USAGE_STATEMENTS, pages);
            write(
                    TopicCatalog.USAGE_STATEMENTS,
                    List.of(statement("beta", StatementStatus.HELD)
                            .setHeldReason("QUARANTINED")
                            .build()));

            Cli list = cli("statements", "--period", "2026-01");
            assertEquals(0, list.status(), list.err());
            assertTrue(list.out().contains("acme/1") && list.out().contains("QUARANTINED"), list.out());
            assertEquals(
                    2, cli("statements", "--status", "waiting").out().lines().count() - 1);
            Cli show = cli("statement", "show", "acme/1");
            assertTrue(show.out().contains("98") && show.out().contains("text"), show.out());
            assertEquals(1, cli("statement", "show", "acme/2").status());

            Path file = folder.resolve("january.csv");
            Cli export = cli("export", "--period", "2026-01", "--output", file.toString());
            assertEquals(11, export.status(), export.err());
            assertTrue(export.err().contains("1 held"), export.err());
            String csv = Files.readString(file);
            assertEquals(3, csv.lines().count(), csv);
            assertTrue(csv.contains(",\"text, \"\"quoted\"\"\","), csv);
            assertEquals(
                    0, cli("export", "--period", "2026-01", "--license", "acme").status());
            assertEquals(11, cli("export", "--period", "2026-02").status());

            release();
            adjust();
        }

        private void release() throws Exception {
            var released = async("statement", "release", "beta/1", "--reason", "customer waits");
            var command = next();
            assertEquals(LicenseCommandKind.RELEASE_STATEMENT, command.getKind());
            assertEquals(Map.of("number", "1"), command.getAttributes());
            answer(command, event("beta").setType("STATEMENT_RELEASED").setDetail("two records wait"));
            write(
                    TopicCatalog.USAGE_STATEMENTS,
                    List.of(statement("beta", StatementStatus.ISSUED)
                            .setReleasedBy("http")
                            .build()));
            Cli done = released.get(60, TimeUnit.SECONDS);
            assertEquals(0, done.status(), done.err());
            assertTrue(done.out().contains("two records wait"), done.out());
            assertEquals(0, cli("export", "--period", "2026-01").status());
        }

        private void adjust() throws Exception {
            var adjusted = async("adjust", "acme", "calls", "2026-01", "+5", "--reason", "lost");
            var command = next();
            assertEquals(LicenseCommandKind.ADJUST, command.getKind());
            assertEquals(
                    Map.of(
                            "meter",
                            "calls",
                            "period",
                            JANUARY.toString(),
                            "quantity",
                            "5",
                            "overage",
                            "3",
                            "corrects",
                            "1"),
                    command.getAttributes());
            answer(
                    command,
                    event("acme")
                            .setType("ADJUSTED")
                            .setDetail("in words that nobody understands")
                            .setAtMs(MARCH.toEpochMilli()));
            Cli done = adjusted.get(60, TimeUnit.SECONDS);
            assertEquals(0, done.status(), done.err());

            // the statement that will hold it is not there yet, so nobody can reckon on
            Cli unknown = cli("adjust", "acme", "calls", "2026-01", "-5", "--reason", "found");
            assertEquals(2, unknown.status(), unknown.out());
            assertTrue(unknown.err().contains("overage"), unknown.err());
            var undone = async("adjust", "acme", "calls", "2026-01", "-5", "--overage", "-3", "--reason", "found");
            var opposite = next();
            assertEquals("-3", opposite.getAttributes().get("overage"));
            answer(
                    opposite,
                    event("acme")
                            .setType("REFUSED")
                            .setRefusal("TOO_MANY_ADJUSTMENTS")
                            .setField("quantity"));
            Cli refused = undone.get(60, TimeUnit.SECONDS);
            assertEquals(1, refused.status());
            assertTrue(refused.err().contains("TOO_MANY_ADJUSTMENTS"), refused.err());
        }

        private Cli cli(String... args) {
            return Cli.runWith(node, "", args);
        }

        private CompletableFuture<Cli> async(String... args) {
            return CompletableFuture.supplyAsync(() -> cli(args));
        }

        /** What the port sent. */
        private LicenseCommandV1 next() throws Exception {
            long deadlineNanos = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (System.nanoTime() < deadlineNanos) {
                for (var record : commands.poll(Duration.ofMillis(100))) {
                    return cluster.registry()
                            .codec(TopicCatalog.LICENSE_COMMANDS)
                            .decode(record.value());
                }
            }
            throw new AssertionError("no command came");
        }

        private void answer(LicenseCommandV1 command, LicenseEventV1.Builder event) throws Exception {
            write(
                    TopicCatalog.LICENSE_EVENTS,
                    List.of(event.setCommandId(command.getCommandId())
                            .setReason(command.getReason())
                            .build()));
        }

        /** Writes records in one transaction, and waits until the read model has them. */
        private <T extends SpecificRecord> void write(TallyTopic<T> topic, List<T> records) throws Exception {
            producer.beginTransaction();
            var written = new ArrayList<RecordMetadata>();
            for (T record : records) {
                String license = String.valueOf(
                        record.get(record.getSchema().getField("license").pos()));
                int partition = LicensePartition.of(license, PARTITIONS);
                byte[] value = cluster.registry().codec(topic).encode(record);
                written.add(producer.send(new ProducerRecord<>(
                                topic.name(), partition, license.getBytes(StandardCharsets.UTF_8), value))
                        .get());
            }
            producer.commitTransaction();
            for (RecordMetadata at : written) {
                assertTrue(model.awaitOffset(topic.name(), at.partition(), at.offset(), Duration.ofSeconds(60)));
            }
        }
    }

    private static void follow(Consumer<byte[], byte[]> commands) {
        var partitions = commands.partitionsFor(TopicCatalog.LICENSE_COMMANDS.name()).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        commands.assign(partitions);
        commands.seekToBeginning(partitions);
    }

    private static LicenseEventV1.Builder event(String license) {
        return LicenseEventV1.newBuilder()
                .setLicense(license)
                .setVersion(1)
                .setType("ISSUED")
                .setState("ACTIVE")
                .setCustomer("customer-" + license)
                .setAtMs(JANUARY.toEpochMilli());
    }

    private static UsageStatementV1.Builder statement(String license, StatementStatus status) {
        return UsageStatementV1.newBuilder()
                .setLicense(license)
                .setNumber(1)
                .setStatementId(license + "/1")
                .setCustomer("customer-" + license)
                .setStatus(status)
                .setFromMs(JANUARY.toEpochMilli())
                .setToMs(FEBRUARY.toEpochMilli())
                .setIssuedAtMs(FEBRUARY.toEpochMilli() + 86_400_000);
    }

    private static StatementLineV1 line(String meter, String quantity, String included, String burnt) {
        return StatementLineV1.newBuilder()
                .setMeter(meter)
                .setQuantity(quantity)
                .setIncluded(included)
                .setBurnt(List.of(new BurntV1("included", burnt)))
                .setOverage("0")
                .build();
    }

    private static ClockControl clock() {
        return new ClockControl() {
            @Override
            public Instant now() {
                return MARCH;
            }

            @Override
            public String kind() {
                return "system";
            }

            @Override
            public Instant advance(String by) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
