package netkit.cli.option;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import picocli.CommandLine;

import netkit.cli.terminal.QrCode;
import netkit.cli.terminal.SafeWriter;
import netkit.cli.terminal.Terminals;
import netkit.net.Endpoint;
import netkit.net.LanAddresses;
import netkit.net.MachineNames;

/** Prints the first line of a server, which people read and scripts wait for. */
public final class Listening {
    /** How the description of an option names {@link #usualHost()}. */
    public static final String USUAL_HOST = "(default: " + Endpoint.LOOPBACK
            + ", this machine only; on a host of the lab 0.0.0.0).";
    /** The name of the lab's host on which this program runs; null outside the lab. */
    private static final String LAB_HOST = System.getenv("NETKIT_HOST");

    /** The lines of a usual terminal; the QR code of the URL of an IPv4 address takes 17. */
    private static final int MAX_LINES = 24;
    /** Lines on standard output. */
    private static final int LINES_BEFORE = 2;
    private static final int MAX_PLACES = 2;

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
     * Prints {@code listening on tcp 127.0.0.1:9000} to standard output. When others than this machine can connect,
     * prints to standard error the addresses that they can type.
     *
     * @param what the protocol: {@code tcp}, {@code mq}, …
     */
    public static void announce(CommandLine command, String what, Endpoint endpoint)
            throws java.net.UnknownHostException {
        announce(command, what, endpoint, endpoint.resolve().getAddress());
    }

    /** @param reachableAt the address of the interface that receives, if that is not the endpoint's own */
    public static void announce(CommandLine command, String what, Endpoint endpoint,
            InetAddress reachableAt) {
        command.getOut().println("listening on " + what + " " + endpoint);
        announceToOthers(command, "", endpoint.port(), reachableAt, "", List.of());
    }

    /**
     * Does the same for a server with a page, and prints the page's URL too; on a terminal also as a QR code, for phones.
     *
     * @param scheme {@code http} or {@code https}
     */
    public static void announcePage(CommandLine command, String what, String scheme, Endpoint endpoint)
            throws java.net.UnknownHostException {
        announcePage(command, what, scheme, endpoint, List.of());
    }

    /**
     * Does the same for a server that listens for lines over TCP as well.
     *
     * @param tcp where it does so
     */
    public static void announceHub(CommandLine command, String scheme, Endpoint tcp, Endpoint web)
            throws java.net.UnknownHostException {
        if (tcp.host().equals(web.host())) {
            command.getOut().println("listening on tcp " + tcp);
            announcePage(command, scheme, scheme, web, List.of(tcp));
        } else {
            announce(command, "tcp", tcp);
            announcePage(command, scheme, scheme, web);
        }
    }

    /** @param others endpoints at the same addresses, which have been printed already */
    private static void announcePage(CommandLine command, String what, String scheme, Endpoint endpoint,
            List<Endpoint> others) throws java.net.UnknownHostException {
        InetAddress address = endpoint.resolve().getAddress();
        Endpoint here = address.isAnyLocalAddress() ? new Endpoint("localhost", endpoint.port()) : endpoint;
        command.getOut().println("listening on " + what + " " + endpoint);
        command.getOut().println("open " + scheme + "://" + here + "/ in a browser");
        command.getOut().flush(); // before what standard error gets
        announceToOthers(command, scheme + "://", endpoint.port(), address, "/", others);
    }

    private static void announceToOthers(CommandLine command, String before, int port, InetAddress bound,
            String behind, List<Endpoint> others) {
        if (bound.isLoopbackAddress() || LAB_HOST != null) {
            return;
        }
        List<InetAddress> addresses = LanAddresses.of(bound);
        List<String> places = addresses.stream()
                .map(address -> before + Endpoint.of(new InetSocketAddress(address, port)) + behind
                        + others.stream().map(other -> " or tcp "
                                + Endpoint.of(new InetSocketAddress(address, other.port())))
                                .collect(Collectors.joining()))
                .toList();
        PrintWriter err = command.getErr();
        List<String> lines = toOthers(places, port);
        lines.forEach(err::println);
        if (!behind.isEmpty() && !places.isEmpty() && Terminals.watched()) {
            String page = places.getFirst().split(" ")[0];
            printCode(err, page, Terminals.mayMoveCursor(), LINES_BEFORE + others.size() + lines.size());
        }
        err.flush();
    }

    /**
     * Prints the QR code of a place if it fits the terminal.
     *
     * @param above the lines above it
     */
    static void printCode(PrintWriter err, String place, boolean colour, int above) {
        List<String> code = QrCode.lines(place, colour);
        if (above + code.size() <= MAX_LINES) {
            err.flush();
            PrintWriter raw = SafeWriter.raw(err); // the colours of its background are none of a text's
            code.forEach(raw::println);
            raw.flush();
        }
    }

    /** @param places what others can type */
    static List<String> toOthers(List<String> places, int port) {
        List<String> lines = new ArrayList<>();
        lines.add("open to the network" + (places.isEmpty()
                ? ": everyone who can reach this machine can reach this port"
                : "; on other machines, use"));
        places.stream().limit(MAX_PLACES).forEach(place -> lines.add("  " + place));
        if (places.size() > MAX_PLACES) {
            lines.add("  or one of " + (places.size() - MAX_PLACES) + " more addresses");
        }
        lines.add("if they cannot connect, a firewall on this machine may block port " + port);
        return lines;
    }
}
