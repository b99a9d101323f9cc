package netkit.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address that a program listens on or connects to, as it is typed: {@code HOST:PORT}, {@code [::1]:PORT}, or a bare
 * {@code PORT} on the loopback address. The IPv6 brackets are those of RFC 3986 §3.2.2.
 *
 * @param host a name or an address literal, without brackets
 * @param port 0 to 65535; 0 asks the system for a free port
 */
public record Endpoint(String host, int port) {
    public static final String LOOPBACK = "127.0.0.1";
    private static final int MAX_PORT = 65_535;

    public Endpoint {
        if (host.isEmpty()) {
            throw new IllegalArgumentException(
                    "the host is missing: write HOST:PORT, or a bare PORT for this machine");
        }
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and " + MAX_PORT);
        }
    }

    /** @throws IllegalArgumentException with one line that says which part is wrong */
    public static Endpoint parse(String text) {
        if (text.startsWith("[")) {
            int bracket = text.indexOf("]:");
            if (bracket < 0 || !Ipv6.LITERAL.matcher(text.substring(1, bracket)).matches()) {
                throw new IllegalArgumentException("'" + text + "' is not an address: write [ADDRESS]:PORT");
            }
            return new Endpoint(text.substring(1, bracket), port(text.substring(bracket + 2)));
        }
        if (text.contains("://")) {
            throw new IllegalArgumentException("'" + text + "' is a URL, not an address: write HOST:PORT");
        }
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            if (!text.isEmpty() && (!Character.isDigit(text.charAt(0)) || text.indexOf('.') >= 0)) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not a port: write HOST:PORT, such as " + text + ":9000");
            }
            return new Endpoint(LOOPBACK, port(text));
        }
        if (text.indexOf(':') != colon) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an address: write IPv6 as [ADDRESS]:PORT");
        }
        return new Endpoint(text.substring(0, colon), port(text.substring(colon + 1)));
    }

    public static Endpoint of(InetSocketAddress address) {
        InetAddress resolved = address.getAddress();
        return new Endpoint(resolved == null ? address.getHostString() : shortened(resolved.getHostAddress()),
                address.getPort());
    }

    /** RFC 5952 §4.2: the first of the longest runs of zero groups in an IPv6 address becomes two colons. */
    static String shortened(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        Matcher zeros = Ipv6.ZERO_GROUPS.matcher(address);
        int start = 0;
        int end = 0;
        int longest = 0;
        while (zeros.find()) {
            int groups = zeros.group().replace(":", "").length();
            if (groups > longest) {
                longest = groups;
                start = zeros.start();
                end = zeros.end();
            }
        }
        return end == 0 ? address : address.substring(0, start) + "::" + address.substring(end);
    }

    /** In a class of its own, since to compile an expression takes long when a short command starts. */
    private static final class Ipv6 {
        /** Roughly: an address that is none is found when it is looked up. */
        static final Pattern LITERAL = Pattern.compile("(?:[^\\[\\]]*:[^\\[\\]]*)?");
        static final Pattern ZERO_GROUPS = Pattern.compile("(?:^|:)0(?::0)+(?:$|:|(?=%))");
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a port: a number from 0 to " + MAX_PORT);
        }
    }

    /** @throws UnknownHostException naming the host, if it cannot be resolved */
    public InetSocketAddress resolve() throws UnknownHostException {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException _) {
            throw new UnknownHostException(host); // Java's own message adds details of the lookup
        }
    }

    @Override
    public String toString() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}
