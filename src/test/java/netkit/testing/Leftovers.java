package netkit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A check for what connections leave behind: virtual threads and open sockets. */
public final class Leftovers {
    private static final long TIMEOUT_NANOS = 60_000_000_000L;
    private static final Pattern NAME = Pattern
            .compile("(serve|close|write|watch|deadline|handle|timer|connect|poll|post|probe|websocket"
                    + "|alarm clock|tell|fail|frames|hang up|consumer|tunnel|AMQP)\\b.*");

    static {
        try (ServerSocket _ = new ServerSocket(0)) {
            // closing the first socket makes the JDK open one that it keeps
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final long sockets = openSockets();
    /** By id; threads of earlier tests are not counted. */
    private final Map<Long, String> threadsBefore = threads();

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

    private Map<Long, String> newThreads() {
        Map<Long, String> threads = threads();
        threads.keySet().removeAll(threadsBefore.keySet());
        return threads;
    }

    /** Returns the names of the threads of connections by thread id. */
    public static Map<Long, String> threads() {
        try {
            return threads(Class.forName("jdk.internal.vm.ThreadContainers").getMethod("root").invoke(null))
                    .filter(thread -> NAME.matcher(thread.getName()).matches())
                    .collect(Collectors.toMap(Thread::threadId, Thread::getName, (name, _) -> name));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the tests need --add-exports java.base/jdk.internal.vm", e);
        }
    }

    /**
     * Returns the threads of a container and of those below it. Only the JDK's own classes list virtual threads: a thread
     * dump does so too, but takes a snapshot of each stack, which sometimes ends JDK 25.0.3 with SIGSEGV.
     */
    private static Stream<Thread> threads(Object container) throws ReflectiveOperationException {
        Class<?> type = Class.forName("jdk.internal.vm.ThreadContainer");
        Stream<Thread> all = ((Stream<?>) type.getMethod("threads").invoke(container))
                .map(Thread.class::cast);
        for (Object child : ((Stream<?>) type.getMethod("children").invoke(container)).toList()) {
            all = Stream.concat(all, threads(child));
        }
        return all;
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
