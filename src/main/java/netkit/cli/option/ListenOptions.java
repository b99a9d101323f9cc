package netkit.cli.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.net.Endpoint;

/** The options of all servers: the address and the port to listen on. */
public final class ListenOptions {
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

    public ListenOptions(int defaultPort) {
        port = defaultPort;
    }

    public Endpoint endpoint() {
        boolean typed = spec.commandLine().getParseResult().hasMatchedOption("--port");
        return Usage.valid(spec, () -> ListenAddress.of(address, host, typed ? port : null,
                Listening.usualHost(), port));
    }
}
