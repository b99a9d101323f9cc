package netkit.cli.option;

import java.net.InetAddress;
import java.util.List;

import picocli.CommandLine;

import netkit.net.Endpoint;
import netkit.net.MachineNames;

/** Prints the first line of a server, which people read and scripts wait for. */
public final class Listening {
    /** How the description of an option names {@link #usualHost()}. */
    public static final String USUAL_HOST = "(default: " + Endpoint.LOOPBACK
            + ", this machine only; on a host of the lab 0.0.0.0).";
    /** The name of the lab's host on which this program runs; null outside the lab. */
    private static final String LAB_HOST = System.getenv("NETKIT_HOST");

    private Listening() {}

    /** Returns the default address of a server: all addresses on a host of the lab, whose network is isolated. */
    public static String usualHost() {
        return LAB_HOST != null ? "0.0.0.0" : Endpoint.LOOPBACK;
    }

    /** Returns the address of the default interface for multicast. */
    public static String usualInterface() {
        return LAB_HOST != null ? LAB_HOST : Endpoint.LOOPBACK;
    }

    /** Returns the names of this machine, with the one that was typed to listen on. */
    public static MachineNames names(Endpoint typed) {
        return MachineNames.with(LAB_HOST == null ? List.of(typed.host()) : List.of(typed.host(), LAB_HOST));
    }

    /**
     * Prints {@code listening on tcp 127.0.0.1:9000} to standard output, and a warning to standard error when others
     * than this machine can connect.
     *
     * @param what the protocol: {@code tcp}, {@code udp}, …
     */
    public static void announce(CommandLine command, String what, Endpoint endpoint)
            throws java.net.UnknownHostException {
        announce(command, what, endpoint, endpoint.resolve().getAddress());
    }

    /** @param reachableAt the address of the interface that receives, if that is not the endpoint's own */
    public static void announce(CommandLine command, String what, Endpoint endpoint,
            InetAddress reachableAt) {
        command.getOut().println("listening on " + what + " " + endpoint);
        if (!reachableAt.isLoopbackAddress() && LAB_HOST == null) {
            command.getErr()
                    .println("open to the network: everyone who can reach this machine can reach this port");
        }
    }
}
