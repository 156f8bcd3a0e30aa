package io.tallyport.app.cli;

import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import io.tallyport.verifier.Difference;
import io.tallyport.verifier.UnreadableException;
import io.tallyport.verifier.Verification;
import io.tallyport.verifier.Verification.Report;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Runs a verification and prints it. Apart from its options, so that other commands never load Kafka. */
final class VerifyProcess {

    private static final String CLEAR = "\r\u001b[K";
    private static final long REDRAW_NANOS = 250_000_000;
    private static final int SHOWN = 20;

    static int run(
            Path data,
            @Nullable String bootstrapServers,
            @Nullable String schemaRegistry,
            Map<String, String> settings,
            boolean json,
            Session session)
            throws InterruptedException {
        String brokers = bootstrapServers;
        String registry = schemaRegistry;
        if (brokers == null || registry == null) {
            var ports = ports(data);
            brokers = "127.0.0.1:" + port(ports, "broker.port", data);
            registry = "http://127.0.0.1:" + port(ports, "registry.port", data);
        }
        // Kafka's clients would try for a minute, call by call, to reach a broker that does not run.
        var patience = new HashMap<>(settings);
        patience.putIfAbsent("default.api.timeout.ms", "20000");
        patience.putIfAbsent("request.timeout.ms", "15000");
        try {
            return run(KafkaClients.to(brokers, patience), Registry.at(registry, settings), json, session);
        } catch (UnreadableException e) {
            throw new CliFailure(
                    ExitCode.BAD_INPUT,
                    "the topics at " + brokers + " with the registry " + registry + " cannot be read: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Verifies and prints; the exit status. */
    static int run(KafkaClients kafka, Registry registry, boolean json, Session session)
            throws UnreadableException, InterruptedException {
        long[] drawnNanos = {System.nanoTime() - REDRAW_NANOS};
        Report report = Verification.of(kafka, registry, (partition, partitions, records) -> {
            if (session.errIsTerminal() && System.nanoTime() - drawnNanos[0] >= REDRAW_NANOS) {
                drawnNanos[0] = System.nanoTime();
                session.err()
                        .print(CLEAR + "partition " + (partition + 1) + " of " + partitions + ", " + records
                                + " records read");
                session.err().flush();
            }
        });
        if (session.errIsTerminal()) {
            session.err().print(CLEAR);
            session.err().flush();
        }
        if (json) {
            session.out().println(Json.line(tree(report)));
        } else {
            print(report, session);
        }
        session.out().flush();
        return report.findings().differenceCount() == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private static void print(Report report, Session session) {
        var out = session.out();
        var findings = report.findings();
        long count = findings.differenceCount();
        out.println(report.events() + " events in " + report.partitions() + " partitions, " + report.verdicts()
                + " verdicts compared: "
                + (count == 0 ? "no difference." : count + (count == 1 ? " difference." : " differences.")));
        findings.differences().stream().limit(SHOWN).map(VerifyProcess::line).forEach(out::println);
        if (count > SHOWN) {
            out.println("... and " + (count - SHOWN) + " more (--json lists them)");
        }
        out.println("recomputed  " + report.kinds());
        out.println("checked     " + findings.checked());
        out.println("unchecked   " + findings.unchecked());
        out.println("pending     " + findings.pending());
        if (!findings.sharedIds().isEmpty()) {
            out.println("ids counted under two licenses (no fault by itself):");
            findings.sharedIds().stream().limit(SHOWN).map(Page::clean).forEach(id -> out.println("  " + id));
        }
    }

    private static String line(Difference difference) {
        return Page.clean("DIFFERENCE " + difference.at() + " " + difference.law() + ": " + difference.detail());
    }

    private static Map<String, Object> tree(Report report) {
        var findings = report.findings();
        var tree = new LinkedHashMap<String, Object>();
        tree.put("partitions", report.partitions());
        tree.put("events", report.events());
        tree.put("verdicts", report.verdicts());
        tree.put("kinds", report.kinds());
        tree.put("pending", findings.pending());
        tree.put("differenceCount", findings.differenceCount());
        tree.put(
                "differences",
                findings.differences().stream().map(VerifyProcess::tree).toList());
        tree.put("checked", findings.checked());
        tree.put("unchecked", findings.unchecked());
        tree.put("sharedIds", findings.sharedIds());
        return tree;
    }

    private static Map<String, Object> tree(Difference difference) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("topic", difference.at().topic());
        tree.put("partition", difference.at().partition());
        tree.put("offset", difference.at().offset());
        tree.put("law", difference.law());
        tree.put("detail", difference.detail());
        return tree;
    }

    private static Properties ports(Path data) {
        var properties = new Properties();
        Path file = data.resolve("node.properties");
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new CliFailure(ExitCode.BAD_INPUT, "no node has used " + data + ": " + file + " cannot be read", e);
        }
        return properties;
    }

    private static String port(Properties ports, String key, Path data) {
        String port = ports.getProperty(key);
        if (port == null) {
            throw new CliFailure(
                    ExitCode.BAD_INPUT,
                    data + " keeps no " + key + ": its node uses a cluster; name it with --bootstrap-servers");
        }
        return port.strip();
    }

    private VerifyProcess() {}
}
