package netkit.cli.option;

import java.io.PrintWriter;
import java.net.InetAddress;

import picocli.CommandLine;

import netkit.net.Endpoint;

/** The first line of every server, which people read and scripts wait for. */
public final class Listening {
    /** What the descriptions of options say of {@link #usualHost()}. */
    public static final String USUAL_HOST = "(default: " + Endpoint.LOOPBACK
            + ", this machine only; on a host of the lab 0.0.0.0).";
    /** Set for all programs on a host of the lab: its name. */
    private static final String LAB_HOST = System.getenv("NETKIT_HOST");

    private Listening() {}

    /** The address on which a server listens if none is given. The network of a lab is nobody else's, so all of it may come. */
    public static String usualHost() {
        return LAB_HOST != null ? "0.0.0.0" : Endpoint.LOOPBACK;
    }

    /** The address of the interface that multicast uses if none is given. */
    public static String usualInterface() {
        return LAB_HOST != null ? LAB_HOST : Endpoint.LOOPBACK;
    }

    /**
     * Prints {@code listening on tcp 127.0.0.1:9000} to standard output, and a warning to standard error when others
     * than this machine can connect.
     *
     * @param what {@code tcp}, {@code udp}, …
     */
    public static void announce(CommandLine command, String what, Endpoint endpoint)
            throws java.net.UnknownHostException {
        announce(command, what, endpoint, endpoint.resolve().getAddress());
    }

    /** @param door the address of the interface through which others come, where that is not the endpoint's own */
    public static void announce(CommandLine command, String what, Endpoint endpoint, InetAddress door) {
        PrintWriter out = command.getOut();
        out.println("listening on " + what + " " + endpoint);
        out.flush();
        if (!door.isLoopbackAddress() && LAB_HOST == null) {
            PrintWriter err = command.getErr();
            err.println("open to the network: everyone who can reach this machine can reach this port");
            err.flush();
        }
    }
}
