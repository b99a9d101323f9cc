package netkit.cli.lab;

import java.util.List;
import java.util.OptionalLong;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.cli.option.Quantity;
import netkit.cli.option.Usage;
import netkit.lab.LabOptions;

/** The options that {@code lab} and {@code lab run} share. */
final class SharedLabOptions {
    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(names = "--hosts", split = ",", paramLabel = "NAME",
            description = "Names of the hosts, 2 to 16, separated by commas (default: alice,bob).")
    List<String> hosts = List.of();

    @Option(names = "--seed", paramLabel = "N",
            description = "Seed of the faults; the same seed and traffic produce the same faults (default: random).")
    Long seed;

    @Option(names = "--mtu", paramLabel = "BYTES", defaultValue = "1500",
            description = "MTU of the hosts, 1280 to 65000 bytes"
                    + " (default: ${DEFAULT-VALUE}).")
    int mtu;

    @Option(names = "--snaplen", paramLabel = "SIZE", converter = Quantity.Size.class, defaultValue = "0",
            description = "Number of bytes that a capture keeps of each packet, such as 96; 0 keeps all"
                    + " (default: ${DEFAULT-VALUE}).")
    int snapLength;

    /** Returns the names as typed; empty if the option was not given. */
    List<String> hosts() {
        return hosts;
    }

    OptionalLong seed() {
        return seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
    }

    int snapLength() {
        return snapLength;
    }

    /** @throws picocli.CommandLine.ParameterException if the MTU is out of range */
    LabOptions options() {
        return Usage.valid(spec, () -> new LabOptions(mtu));
    }
}
