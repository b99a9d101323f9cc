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

/** On what a comparison is run, and what is made of its result: the same for a new one and for one that is run again. */
final class CompareOptions {
    /** What stands for standard output where a file could. */
    private static final String STANDARD_OUTPUT = "-";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--on", paramLabel = "lab|relay|loopback", converter = EnvironmentName.class,
            description = "What is between sender and receiver: the lab's wire with real packets, relays above the"
                    + " sockets, or nothing (default: the lab where this machine allows one, else relays).")
    private Environment on;

    @Option(names = "--rabbitmq", paramLabel = "URL",
            description = "Try RabbitMQ too, at amqp://USER:PASSWORD@HOST:PORT, with a queue for each cell"
                    + " that is deleted afterwards (default: not tried).")
    private URI rabbitMq;

    @Option(names = "--side-by-side", paramLabel = "N",
            description = "How many cells are tried at once (default: as many as do not disturb each other, up to 12).")
    private Integer sideBySide;

    @Option(names = "--details",
            description = "Show the numbers of all cells, however many these are.")
    private boolean details;

    @Option(names = "--json", arity = "0..1", fallbackValue = STANDARD_OUTPUT, paramLabel = "FILE",
            description = "Write the whole result, with what happened to each message, as JSON to this file, or to"
                    + " standard output instead of the table.")
    private String json;

    @Option(names = "--html", paramLabel = "FILE",
            description = "Write a report with charts, as one page for a browser.")
    private Path html;

    @Option(names = "--pcap", paramLabel = "DIR",
            description = "Write what both hosts saw in each cell, for Wireshark, to SCENARIO-TRANSPORT-HOST.pcapng"
                    + " in this folder. Only in the lab.")
    private Path pcap;

    /** As typed; a capture can only be had in the lab. */
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

    /** @param usual where it was not said */
    int sideBySide(int usual) {
        return sideBySide == null ? usual : sideBySide;
    }

    int sideBySide(Workload workload) {
        return sideBySide(Experiment.sideBySide(workload));
    }

    /**
     * @throws picocli.CommandLine.ParameterException for what cannot be, or not together
     * @throws IOException when a result cannot be written where it is wanted
     */
    void check() throws IOException {
        Usage.check(spec, pcap == null || on == null || on == Environment.LAB,
                "--pcap wants the lab: there are no packets to be seen on "
                        + (on == Environment.RELAY ? "relays" : "the loopback address"));
        Usage.check(spec, sideBySide == null || sideBySide >= 1 && sideBySide <= Experiment.MAX_SIDE_BY_SIDE,
                "--side-by-side must be 1 to " + Experiment.MAX_SIDE_BY_SIDE + ", not " + sideBySide);
        Usage.check(spec,
                rabbitMq == null
                        || rabbitMq.getHost() != null && rabbitMq.toString().matches("amqps?://.*"),
                "'" + rabbitMq + "' is not the URL of RabbitMQ: write amqp://USER:PASSWORD@HOST:PORT");
        Usage.check(spec, html == null || !jsonFile().equals(html()),
                "--json and --html want a file each, and not '" + html + "' for both");
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
            return CompareNames.named(text, "a ground", Environment.values());
        }
    }
}
