package netkit.cli.lab;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.jline.utils.Signals;

import picocli.CommandLine.Model.CommandSpec;

import netkit.lab.namespace.LabEntry;
import netkit.lab.namespace.LabProcess;
import netkit.net.Endpoint;

/** The relaunch of netkit with the same arguments inside a lab's namespaces. */
public final class LabRelaunch {
    private static final String MAIN = "netkit.Netkit";

    private LabRelaunch() {}

    /**
     * Runs a command's work inside the namespaces: in this process if it is already inside, else in a new one.
     *
     * @return the exit code
     * @throws netkit.lab.namespace.LabUnavailableException if this machine cannot run a lab
     */
    public static int inside(CommandSpec spec, Callable<Integer> work) throws Exception {
        return inside(spec, work, Optional.empty());
    }

    /**
     * Runs a command's work inside the namespaces, with a tunnel to one server outside.
     *
     * @param tunnel the TCP server outside that can be reached from inside through a
     *        {@link netkit.lab.namespace.TunnelEntrance}
     * @throws java.io.IOException also if that server does not accept connections
     */
    public static int inside(CommandSpec spec, Callable<Integer> work, Optional<Endpoint> tunnel)
            throws Exception {
        if (LabEntry.isInside()) {
            return work.call();
        }
        try (LabProcess inner = LabEntry.start(MAIN,
                spec.root().commandLine().getParseResult().originalArgs(),
                tunnel.map(server -> InetSocketAddress.createUnresolved(server.host(), server.port())))) {
            Object interrupt = Signals.register("INT", inner::interrupt);
            Object terminate = Signals.register("TERM", inner::terminate);
            try {
                return inner.await();
            } finally {
                Signals.unregister("INT", interrupt);
                Signals.unregister("TERM", terminate);
            }
        }
    }
}
