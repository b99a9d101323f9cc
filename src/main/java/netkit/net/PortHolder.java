package netkit.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the process that holds a port, where the system tells: on Linux, in {@code /proc}. */
public final class PortHolder {
    /** The protocols, whose ports are separate. */
    public enum Protocol {
        TCP, UDP
    }

    private static final Path PROC = Path.of("/proc");
    private static final int MAX_COMMAND = 60;

    private PortHolder() {}

    /**
     * Returns a clause that names the process, {@code port 9000 is in use by 'java' (process 1234: netkit tcp-server)};
     * empty if no socket is found that is in the way.
     *
     * @param wanted the address that cannot be bound
     */
    public static Optional<String> of(Protocol protocol, InetSocketAddress wanted) {
        List<SocketTable.Entry> entries = new ArrayList<>();
        for (String suffix : List.of("", "6")) {
            entries.addAll(SocketTable.parse(lines(protocol.name().toLowerCase(Locale.ROOT) + suffix)));
        }
        return entries.stream().filter(entry -> entry.isInTheWayOf(wanted))
                .min(Comparator.comparing(entry -> !entry.listening())) // before a client's socket
                .map(entry -> "port " + wanted.getPort() + " is in use by " + owner(entry));
    }

    /** Returns how many TCP sockets have this local port, without those in TIME-WAIT; empty where the system does not tell. */
    public static OptionalLong sockets(int port) {
        List<SocketTable.Entry> all = Stream.of("tcp", "tcp6")
                .flatMap(table -> SocketTable.parse(lines(table)).stream()).toList();
        return all.isEmpty() ? OptionalLong.empty()
                : OptionalLong.of(all.stream()
                        .filter(entry -> entry.local().getPort() == port && entry.inode() != 0).count());
    }

    /** Returns the TCP ports on which these processes listen; empty where the system does not tell. */
    public static Set<Integer> listening(Set<Long> processes) {
        Set<Integer> ports = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (SocketTable.Entry entry : SocketTable.parse(lines(table))) {
                String link = "socket:[" + entry.inode() + "]";
                if (entry.listening() && processes.stream()
                        .anyMatch(process -> holds(PROC.resolve(Long.toString(process)), link))) {
                    ports.add(entry.local().getPort());
                }
            }
        }
        return ports;
    }

    private static List<String> lines(String table) {
        try {
            return Files.readAllLines(PROC.resolve("net").resolve(table));
        } catch (IOException _) {
            return List.of(); // not Linux, or no IPv6
        }
    }

    private static String owner(SocketTable.Entry socket) {
        String link = "socket:[" + socket.inode() + "]";
        try (Stream<Path> processes = Files.list(PROC)) {
            return processes.filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> holds(process, link)).findFirst().flatMap(PortHolder::described)
                    .orElse("a process of user " + socket.uid()
                            + ", which this user may not see");
        } catch (IOException _) {
            return "a process that cannot be seen";
        }
    }

    private static boolean holds(Path process, String link) {
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return descriptors.anyMatch(descriptor -> link.equals(target(descriptor)));
        } catch (IOException | UncheckedIOException _) {
            return false; // another user's, or it has just ended
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException _) {
            return ""; // it has just been closed
        }
    }

    private static Optional<String> described(Path process) {
        try {
            return Optional.of(described(process.getFileName().toString(),
                    Files.readString(process.resolve("comm")).strip(),
                    List.of(Files.readString(process.resolve("cmdline")).split("\0"))));
        } catch (IOException _) {
            return Optional.empty(); // it has just ended
        }
    }

    /**
     * Returns {@code 'java' (process 1234: netkit tcp-server)}.
     *
     * @param name the kernel's name of the program
     * @param command its words; of a Java program that was started from a jar, only the jar and its arguments are shown
     */
    static String described(String id, String name, List<String> command) {
        int jar = command.indexOf("-jar") + 1;
        String program = command.get(jar);
        String words = Stream.concat(Stream.of(program.substring(program.lastIndexOf('/') + 1)),
                command.stream().skip(jar + 1)).collect(Collectors.joining(" "));
        String shown = words.length() <= MAX_COMMAND ? words : words.substring(0, MAX_COMMAND - 2) + " …";
        return "'" + name + "' (process " + id + (shown.isEmpty() || shown.equals(name) ? "" : ": " + shown)
                + ")";
    }
}
