package netkit.cli.lab;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.jline.utils.Signals;

import picocli.CommandLine.Model.CommandSpec;

import netkit.lab.namespace.LabEntry;
import netkit.lab.namespace.LabProcess;
import netkit.net.Endpoint;

/** Runs netkit with the same arguments again, inside a lab's namespaces. */
public final class LabRelaunch {
    private static final String MAIN = "netkit.Netkit";

    private LabRelaunch() {}

    /**
     * Does a command's work inside: in this netkit if it is there already, else in another.
     *
     * @return the exit code
     * @throws netkit.lab.namespace.LabUnavailableException if this machine allows no lab
     */
    public static int inside(CommandSpec spec, Callable<Integer> work) throws Exception {
        return inside(spec, work, Optional.empty());
    }

    /**
     * As {@link #inside(CommandSpec, Callable)}, with a way out.
     *
     * @param tunnel the one TCP server outside that can be reached from inside, by
     *        {@link netkit.lab.namespace.TunnelEntrance}
     * @throws java.io.IOException also when nobody answers there
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
