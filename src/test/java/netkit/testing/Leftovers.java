package netkit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.sun.management.HotSpotDiagnosticMXBean;

/** A check for what connections leave behind: virtual threads, which only a thread dump shows, and open sockets. */
public final class Leftovers {
    private static final long TIMEOUT_NANOS = 20_000_000_000L;
    private static final Pattern THREAD = Pattern
            .compile(
                    "\"tid\": \"(\\d+)\"[^{}]*?\"name\": \"((serve|close|write|watch|deadline|handle|timer|connect|poll|post|probe|websocket|alarm clock|tell|fail|frames|hang up|consumer|tunnel|AMQP)\\b[^\"]*)\"");

    static {
        try (ServerSocket _ = new ServerSocket(0)) {
            // closing the first socket makes the JDK open one that it keeps
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final long sockets = openSockets();
    /** By id; threads of earlier tests are not counted. */
    private final Map<String, String> threadsBefore = threads();

    /** Waits until no thread of a connection runs and no more sockets are open than at construction. */
    public void awaitNone() throws InterruptedException {
        awaitOnly(0);
    }

    /** Waits like {@link #awaitNone}, except for sockets that the test itself holds. */
    public void awaitOnly(int own) throws InterruptedException {
        await(() -> newThreads().isEmpty() && openSockets() <= sockets + own,
                () -> "threads " + newThreads() + ", sockets " + openSockets() + " instead of " + sockets
                        + " + "
                        + own);
    }

    public static void await(BooleanSupplier condition, Supplier<String> details)
            throws InterruptedException {
        long deadline = System.nanoTime() + TIMEOUT_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("condition not met in time: " + details.get());
            }
            Thread.sleep(20);
        }
    }

    private Map<String, String> newThreads() {
        Map<String, String> threads = threads();
        threads.keySet().removeAll(threadsBefore.keySet());
        return threads;
    }

    /** Returns the names of the threads of connections by thread id. */
    public static Map<String, String> threads() {
        try {
            Path folder = Files.createTempDirectory("threads");
            Path dump = folder.resolve("dump.json");
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpThreads(dump.toString(),
                    HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
            Matcher names = THREAD.matcher(Files.readString(dump));
            Files.delete(dump);
            Files.delete(folder);
            Map<String, String> found = new HashMap<>();
            while (names.find()) {
                found.put(names.group(1), names.group(2));
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns 0 on systems without {@code /proc}. */
    private static long openSockets() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(Leftovers::isSocket).count();
        } catch (IOException _) {
            return 0;
        }
    }

    private static boolean isSocket(Path file) {
        try {
            return Files.readSymbolicLink(file).toString().startsWith("socket:");
        } catch (IOException _) {
            return false; // closed in the meantime
        }
    }
}
