package netkit.cli.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.net.Endpoint;

/** The options of all servers: the address and the port to listen on. */
public final class ListenOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--host", paramLabel = "HOST", //
            description = "Address to listen on; 0.0.0.0 opens the server to the network "
                    + Listening.USUAL_HOST)
    private String host = Listening.usualHost();

    @Option(names = {"-p", "--port"}, paramLabel = "PORT", //
            description = "Port to listen on; 0 picks a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    public ListenOptions(int defaultPort) {
        port = defaultPort;
    }

    public Endpoint endpoint() {
        return Usage.valid(spec, () -> new Endpoint(host, port));
    }
}
