package netkit.cli.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.net.ConnectionLimits;
import netkit.net.Endpoint;
import netkit.net.MemoryBudget;

/** The options of all servers: the address and the port to listen on. */
public final class ListenOptions {
    private static final int LEAST_MEMORY = 1 << 20;

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "[HOST:]PORT",
            description = "Where to listen, in place of --host and --port.")
    String address;

    @Option(names = "--host", paramLabel = "HOST", //
            description = "Address to listen on; one of this machine's in a network opens the server to that network,"
                    + " 0.0.0.0 to all of them; then the addresses for other machines are printed "
                    + Listening.USUAL_HOST)
    String host;

    @Option(names = {"-p", "--port"}, paramLabel = "PORT", //
            description = "Port to listen on; 0 picks a free one (default: ${DEFAULT-VALUE}).")
    int port;

    @Option(names = "--max-per-address", paramLabel = "N", defaultValue = "2500", //
            description = "Most connections at once from one client address (of IPv6: from one /64); further ones are"
                    + " refused (default: ${DEFAULT-VALUE}).")
    int maxPerAddress;

    @Option(names = "--max-memory", paramLabel = "SIZE", converter = Quantity.Size.class, //
            description = "Most memory to hold for all clients, such as unfinished messages and what they do not read;"
                    + " beyond it, the client that holds most is disconnected (default: a quarter of Java's heap).")
    Integer maxMemory;

    public ListenOptions(int defaultPort) {
        port = defaultPort;
    }

    /** @param total most connections in all */
    public ConnectionLimits limits(int total) {
        Usage.check(spec, maxPerAddress > 0, "--max-per-address must be at least 1");
        return Usage.valid(spec, () -> new ConnectionLimits(total, maxPerAddress, memory()));
    }

    private MemoryBudget memory() {
        if (maxMemory == null) {
            return MemoryBudget.DEFAULT;
        }
        Usage.check(spec, maxMemory >= LEAST_MEMORY, "--max-memory must be at least 1m");
        return new MemoryBudget(maxMemory);
    }

    public Endpoint endpoint() {
        boolean typed = spec.commandLine().getParseResult().hasMatchedOption("--port");
        return Usage.valid(spec, () -> ListenAddress.of(address, host, typed ? port : null,
                Listening.usualHost(), port));
    }
}
