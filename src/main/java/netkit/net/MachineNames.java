package netkit.net;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The names and addresses of this machine, as they stand in a URL. A name that any person may register is none of them,
 * even if it is resolved to an address of this machine: that is how DNS rebinding works.
 */
public final class MachineNames {
    private static final Pattern LITERAL = Pattern.compile("[\\d.]+|\\[.*]");

    private final List<String> given;
    private final Predicate<InetAddress> assigned;
    private final Supplier<Optional<String>> hostName;

    /**
     * @param given names that are the machine's whatever the system says, such as the one that was typed to listen on
     * @param assigned whether an interface has an address
     * @param hostName the name that the system gives itself; asked for only when no other name fits
     */
    MachineNames(List<String> given, Predicate<InetAddress> assigned, Supplier<Optional<String>> hostName) {
        this.given = given.stream().map(MachineNames::normalized).toList();
        this.assigned = assigned;
        this.hostName = hostName;
    }

    /** Returns those of the system, and the given ones. */
    public static MachineNames with(List<String> given) {
        return new MachineNames(given, MachineNames::isAssigned, SystemName::get);
    }

    /** @param host a name or an address literal as in a URL: {@code localhost}, {@code 127.0.0.1}, {@code [::1]} */
    public boolean include(String host) {
        String name = normalized(host);
        if (LITERAL.matcher(name).matches()) {
            return includeAddress(name.replaceAll("^\\[|]$", ""));
        }
        // RFC 6761 §6.3: these names are never looked up in the DNS
        return name.equals("localhost") || name.endsWith(".localhost") || given.contains(name)
                || hostName.get().map(MachineNames::normalized).filter(own -> isSame(name, own)).isPresent();
    }

    private boolean includeAddress(String literal) {
        try {
            InetAddress address = InetAddress.ofLiteral(literal);
            // 0.0.0.0 and [::] reach this machine too
            return address.isLoopbackAddress() || address.isAnyLocalAddress() || assigned.test(address);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** Whether a name is that of the machine, as it is called in its own network: {@code pc7}, {@code pc7.local}. */
    private static boolean isSame(String name, String own) {
        String label = own.replaceFirst("\\..*", "");
        return !own.isEmpty() && List.of(own, label, label + ".local").contains(name);
    }

    /** Names are compared without case, and the dot of the DNS's root may end them (RFC 3986 §3.2.2). */
    private static String normalized(String host) {
        return host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    }

    private static boolean isAssigned(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException _) {
            return false;
        }
    }

    /** The name of the system, which is asked once: Java looks up its addresses too, which may take seconds. */
    private static final class SystemName {
        private static final Optional<String> NAME = find();

        static Optional<String> get() {
            return NAME;
        }

        private static Optional<String> find() {
            try {
                return Optional.of(InetAddress.getLocalHost().getHostName());
            } catch (UnknownHostException _) {
                return Optional.empty();
            }
        }
    }
}
