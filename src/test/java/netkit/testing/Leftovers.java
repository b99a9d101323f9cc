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

/** What a connection may leave behind: virtual threads, which only a thread dump shows, and open sockets. */
public final class Leftovers {
    private static final long TIMEOUT_NANOS = 20_000_000_000L;
    private static final Pattern THREAD = Pattern
            .compile(
                    "\"tid\": \"(\\d+)\"[^{}]*?\"name\": \"((serve|close|write|watch|deadline|handle|timer|connect|poll|post|probe|websocket|alarm clock|tell|consumer|tunnel|AMQP)\\b[^\"]*)\"");

    static {
        try (ServerSocket _ = new ServerSocket(0)) {
            // the first socket that is closed makes the JDK open one that it keeps
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final long sockets = openSockets();
    /** By id: those of tests before this one are not ours to judge. */
    private final Map<String, String> threadsBefore = threads();

    /** Waits until no thread of a connection runs and as many sockets are open as when this was made. */
    public void awaitNone() throws InterruptedException {
        awaitOnly(0);
    }

    /** As {@link #awaitNone}, but for sockets that the test itself has still. */
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
                throw new AssertionError("still not so: " + details.get());
            }
            Thread.sleep(20);
        }
    }

    private Map<String, String> newThreads() {
        Map<String, String> threads = threads();
        threads.keySet().removeAll(threadsBefore.keySet());
        return threads;
    }

    /** Names by id. */
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

    /** 0 where there is no {@code /proc}. */
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
            return false; // closed meanwhile
        }
    }
}
