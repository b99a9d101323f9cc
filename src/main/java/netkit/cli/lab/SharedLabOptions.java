package netkit.cli.lab;

import java.util.List;
import java.util.OptionalLong;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import netkit.cli.option.Quantity;
import netkit.lab.LabOptions;

/** What the lab's commands have in common. */
final class SharedLabOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--hosts", split = ",", paramLabel = "NAME",
            description = "The hosts, 2 to 16, separated by commas (default: alice,bob).")
    private List<String> hosts = List.of();

    @Option(names = "--seed", paramLabel = "N",
            description = "Decides which packets are hit; equal traffic meets equal fate (default: random).")
    private Long seed;

    @Option(names = "--mtu", paramLabel = "BYTES", defaultValue = "1500",
            description = "The largest packet that the hosts send, 1280 to 65000 bytes"
                    + " (default: ${DEFAULT-VALUE}).")
    private int mtu;

    @Option(names = "--snaplen", paramLabel = "SIZE", converter = Quantity.Size.class, defaultValue = "0",
            description = "What a capture keeps of each packet, such as 96, from its start"
                    + " (default: ${DEFAULT-VALUE}, all of it).")
    private int snapLength;

    /** As typed; empty if they were not. */
    List<String> hosts() {
        return hosts;
    }

    OptionalLong seed() {
        return seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
    }

    int snapLength() {
        return snapLength;
    }

    /** @throws ParameterException if they cannot be */
    LabOptions options() {
        try {
            return LabOptions.DEFAULT.withMtu(mtu);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}
