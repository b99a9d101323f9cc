package netkit.cli.compare;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

import netkit.cli.option.ExitCode;
import netkit.cli.option.Usage;
import netkit.cli.terminal.Log;
import netkit.cli.terminal.StopSignal;
import netkit.compare.machines.ComparisonServer;
import netkit.compare.machines.ServingLimits;
import netkit.compare.machines.Token;
import netkit.net.Endpoint;
import netkit.net.LanAddresses;
import picocli.CommandLine.Model.CommandSpec;

/** {@code netkit compare --serve}: alice's machine, until Ctrl-C. */
final class ComparisonServing {
    private ComparisonServing() {}

    /** @param maxTime longest time of an experiment; null for the default */
    static int run(CommandSpec spec, Endpoint endpoint, Token token, Duration maxTime) throws IOException {
        ServingLimits limits = maxTime == null ? ServingLimits.DEFAULT
                : ServingLimits.DEFAULT.withSession(maxTime);
        try (StopSignal stop = StopSignal.ofServer();
                Log log = new Log(spec.commandLine().getErr());
                ComparisonServer server = Usage.valid(spec,
                        () -> new ComparisonServer(endpoint, token, limits, log::line))) {
            announce(spec.commandLine().getOut(), server, token);
            stop.await();
            return server.isBusy() ? ExitCode.INTERRUPTED : ExitCode.DONE;
        }
    }

    private static void announce(PrintWriter out, ComparisonServer server, Token token) throws IOException {
        Endpoint at = server.endpoint();
        out.println("listening on compare " + at);
        out.println(server.firstPort() == 0 ? "trials use ports that the system chooses"
                : "trials use ports " + server.firstPort() + " to " + server.lastPort()
                        + ", TCP and UDP; no others");
        out.println("on the other machine, run");
        out.println("  netkit compare --to " + place(at) + " --token " + token);
        out.flush();
    }

    /** Returns the address that the other machine can use. */
    private static Endpoint place(Endpoint at) throws IOException {
        InetAddress bound = at.resolve().getAddress();
        List<InetAddress> others = bound.isLoopbackAddress() ? List.of() : LanAddresses.of(bound);
        return others.isEmpty() ? at : Endpoint.of(new InetSocketAddress(others.getFirst(), at.port()));
    }
}
