package netkit.cli.capture;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A running dumpcap or tcpdump, which writes the packets of an interface to a pipe. To capture takes a right that these
 * programs may have where netkit has not.
 */
public final class CaptureProgram implements Closeable {
    /** What a user without the right must do. */
    public static final String PERMISSION = "allow it to your account (Debian, Ubuntu: sudo dpkg-reconfigure wireshark-common,"
            + " sudo usermod -aG wireshark $USER, log in again; macOS: Wireshark's ChmodBPF), use sudo, or capture in a"
            + " lab, which needs no right";
    public static final String MISSING = "neither dumpcap nor tcpdump is installed (Debian, Ubuntu: sudo apt-get install"
            + " wireshark-common); a lab captures without them: netkit lab run cut --capture DIR";
    private static final long END_SECONDS = 2;

    private final Process process;
    private final String name;
    private final StringBuffer errors = new StringBuffer();
    private final Thread errorReader;

    private CaptureProgram(Process process, String name) {
        this.process = process;
        this.name = name;
        errorReader = Thread.ofPlatform().daemon().name("errors of " + name).start(this::readErrors);
    }

    /**
     * Starts whichever is installed, dumpcap first.
     *
     * @param filter in the language of pcap-filter(7), such as {@code port 9000}
     * @return empty if none is installed
     * @throws AccessDeniedException if the user may not run it
     */
    public static Optional<CaptureProgram> start(String interfaceName, String filter) throws IOException {
        return start(List.of(), interfaceName, filter);
    }

    /** Does the same so that Ctrl-C does not end it (setsid(1)): it is to capture how connections end then. */
    static Optional<CaptureProgram> startDetached(String interfaceName, String filter) throws IOException {
        return start(find("setsid").map(program -> List.of(program.toString())).orElse(List.of()),
                interfaceName, filter);
    }

    private static Optional<CaptureProgram> start(List<String> prefix, String interfaceName, String filter)
            throws IOException {
        for (String name : List.of("dumpcap", "tcpdump")) {
            Optional<Path> program = find(name);
            if (program.isPresent()) {
                return Optional.of(start(prefix, program.get(), name, interfaceName, filter));
            }
        }
        return Optional.empty();
    }

    private static CaptureProgram start(List<String> prefix, Path program, String name,
            String interfaceName, String filter) throws IOException {
        if (!Files.isExecutable(program)) {
            throw new AccessDeniedException("you may not run " + program + "; " + PERMISSION);
        }
        List<String> command = new ArrayList<>(prefix);
        command.add(program.toString());
        command.addAll(name.equals("dumpcap")
                ? List.of("-q", "-i", interfaceName, "-w", "-", "-f", filter)
                : List.of("-U", "-i", interfaceName, "-w", "-", filter));
        return new CaptureProgram(
                new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.PIPE).start(),
                name);
    }

    /** Returns the program in the search path, whether or not it may be run. */
    private static Optional<Path> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin:/usr/local/sbin";
        return Arrays.stream(path.split(":")).filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name)).filter(Files::isRegularFile).findFirst();
    }

    /** Returns the loopback interface, or that of a lab's host if this program runs on one. */
    public static String usualInterface() throws IOException {
        try (Stream<NetworkInterface> all = NetworkInterface.networkInterfaces()) {
            List<String> loopback = all.filter(CaptureProgram::isLoopback).map(NetworkInterface::getName)
                    .toList();
            return loopback.isEmpty() ? "lo" : loopback.getFirst();
        }
    }

    private static boolean isLoopback(NetworkInterface each) {
        try {
            return each.isLoopback() && each.isUp();
        } catch (IOException _) {
            return false;
        }
    }

    private void readErrors() {
        try (InputStream in = process.getErrorStream()) {
            byte[] chunk = new byte[1024];
            int count = in.read(chunk);
            while (count >= 0) {
                if (errors.length() < 1 << 16) {
                    errors.append(new String(chunk, 0, count, StandardCharsets.UTF_8));
                }
                count = in.read(chunk);
            }
        } catch (IOException _) {
            // it has ended
        }
    }

    /** Returns the packets, as a pcapng or pcap file. */
    public InputStream packets() {
        return process.getInputStream();
    }

    public String name() {
        return name;
    }

    /**
     * Returns why it ended by itself: waits for its end.
     *
     * @return its last words in one line; empty if it said nothing
     */
    public String failure() throws IOException {
        try {
            process.waitFor(END_SECONDS, TimeUnit.SECONDS);
            errorReader.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return errors.toString().lines()
                .filter(line -> !line.isBlank() && !line.matches("(?i)(capturing on|file:|.*"
                        + "listening on|packets (captured|received)|\\d+ packets).*"))
                .map(String::strip).findFirst().orElse("");
    }

    /** Whether its last words say that the user lacks the right to capture. */
    public static boolean isLackOfPermission(String failure) {
        return failure.toLowerCase(Locale.ROOT)
                .matches(".*(permission|not permitted|you don't have|are you root|privilege).*");
    }

    /** Ends the capture; what it has captured can still be read. */
    public void stop() {
        process.destroy();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
