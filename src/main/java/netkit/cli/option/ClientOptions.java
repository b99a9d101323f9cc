package netkit.cli.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.net.ConnectionLimits;
import netkit.net.MemoryBudget;

/** The options of all servers: what their clients may take. */
public final class ClientOptions {
    private static final int LEAST_MEMORY = 1 << 20;

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(names = "--max-per-address", paramLabel = "N", defaultValue = "2500", //
            description = "Most connections at once from one client address (of IPv6: from one /64); further ones are"
                    + " refused (default: ${DEFAULT-VALUE}).")
    int maxPerAddress;

    @Option(names = "--max-memory", paramLabel = "SIZE", converter = Quantity.Size.class, //
            description = "Most memory to hold for all clients, such as unfinished messages and what they do not read;"
                    + " beyond it, the client that holds most is disconnected (default: a quarter of Java's heap).")
    Integer maxMemory;

    private MemoryBudget budget;

    /** @param total most connections in all */
    public ConnectionLimits limits(int total) {
        Usage.check(spec, maxPerAddress > 0, "--max-per-address must be at least 1");
        return Usage.valid(spec, () -> new ConnectionLimits(total, maxPerAddress, memory()));
    }

    /** Returns one budget for all listeners of the server. */
    private MemoryBudget memory() {
        if (maxMemory == null) {
            return MemoryBudget.DEFAULT;
        }
        Usage.check(spec, maxMemory >= LEAST_MEMORY, "--max-memory must be at least 1m");
        if (budget == null) {
            budget = new MemoryBudget(maxMemory);
        }
        return budget;
    }
}
