package netkit.cli.compare;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.cli.option.Usage;
import netkit.compare.Experiment;
import netkit.compare.ledger.Workload;
import netkit.compare.scenario.Environment;
import netkit.report.OutputFile;

/** The options that {@code netkit compare} and {@code netkit compare replay} share: environment and output. */
final class CompareOptions {
    /** Stands for standard output in place of a file name. */
    private static final String STANDARD_OUTPUT = "-";

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(names = "--on", paramLabel = "lab|relay|loopback", converter = EnvironmentName.class,
            description = "Environment: a link with real packets between two hosts of the lab, relays above the"
                    + " sockets, or the bare loopback address (default: lab if this machine allows it, else relay).")
    Environment on;

    @Option(names = "--rabbitmq", paramLabel = "URL",
            description = "Also compare RabbitMQ at amqp://USER:PASSWORD@HOST:PORT; each cell uses a temporary queue"
                    + " that is deleted afterwards (default: without RabbitMQ).")
    URI rabbitMq;

    @Option(names = "--side-by-side", paramLabel = "N",
            description = "Cells to run at the same time (default: as many as the rate allows, up to 25).")
    Integer sideBySide;

    @Option(names = "--details",
            description = "Show the numbers of every cell above the matrix (default: only for up to 10 cells, or"
                    + " without a matrix).")
    boolean details;

    @Option(names = "--json", arity = "0..1", fallbackValue = STANDARD_OUTPUT, paramLabel = "FILE",
            description = "Write the whole result, including the ledger of every message, as JSON to this file, or"
                    + " without a file to standard output instead of the table.")
    String json;

    @Option(names = "--html", paramLabel = "FILE",
            description = "Write a report with charts as a single HTML page.")
    Path html;

    @Option(names = "--pcap", paramLabel = "DIR",
            description = "Write packet captures for Wireshark, one for each cell and host, as"
                    + " SCENARIO-TRANSPORT-HOST.pcapng in this directory. Requires the lab.")
    Path pcap;

    /** Returns the environment that was requested; {@code --pcap} implies the lab. */
    Optional<Environment> on() {
        return on == null && pcap != null ? Optional.of(Environment.LAB) : Optional.ofNullable(on);
    }

    boolean details() {
        return details;
    }

    boolean jsonToStandardOutput() {
        return STANDARD_OUTPUT.equals(json);
    }

    Optional<Path> jsonFile() {
        return Optional.ofNullable(json).filter(file -> !file.equals(STANDARD_OUTPUT)).map(Path::of);
    }

    Optional<Path> html() {
        return Optional.ofNullable(html);
    }

    Optional<Path> captures() {
        return Optional.ofNullable(pcap);
    }

    Optional<URI> rabbitMq() {
        return Optional.ofNullable(rabbitMq);
    }

    /** @param defaultValue without the option */
    int sideBySide(int defaultValue) {
        return sideBySide == null ? defaultValue : sideBySide;
    }

    int sideBySide(Workload workload) {
        return sideBySide(Experiment.sideBySide(workload));
    }

    /**
     * @throws picocli.CommandLine.ParameterException if an option is invalid, or conflicts with another
     * @throws IOException if a result cannot be written to its file
     */
    void check() throws IOException {
        Usage.check(spec, pcap == null || on == null || on == Environment.LAB,
                "--pcap requires the lab: there are no packets to capture on "
                        + (on == Environment.RELAY ? "relays" : "the loopback address"));
        Usage.check(spec, sideBySide == null || sideBySide >= 1 && sideBySide <= Experiment.MAX_SIDE_BY_SIDE,
                "--side-by-side must be 1 to " + Experiment.MAX_SIDE_BY_SIDE + ", not " + sideBySide);
        Usage.check(spec,
                rabbitMq == null
                        || rabbitMq.getHost() != null && rabbitMq.toString().matches("amqps?://.*"),
                "'" + rabbitMq + "' is not a RabbitMQ URL: use amqp://USER:PASSWORD@HOST:PORT");
        Usage.check(spec, html == null || !jsonFile().equals(html()),
                "--json and --html need different files, not '" + html + "' for both");
        for (Path file : Stream.concat(jsonFile().stream(), html().stream()).toList()) {
            OutputFile.requireFile(file);
        }
        if (pcap != null) {
            OutputFile.requireFolder(pcap);
        }
    }

    static final class EnvironmentName implements ITypeConverter<Environment> {
        @Override
        public Environment convert(String text) {
            return CompareNames.named(text, "an environment",
                    Environment.OF_ONE_MACHINE.toArray(Environment[]::new));
        }
    }
}
