package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AcceptLoopTest {
    /** What each call of accept does: throws, or returns the connection. */
    private final BlockingQueue<Object> script = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> accepted = new LinkedBlockingQueue<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final Closeable listening = () -> script.add(new IOException("closed"));

    private AcceptLoop start() {
        return AcceptLoop.start("accept", listening, this::acceptOne, e -> {
            failures.add(e);
            throw new IllegalStateException("the log fails too");
        });
    }

    private void acceptOne() throws IOException {
        try {
            switch (script.take()) {
                case IOException e -> throw e;
                case Error e -> throw e;
                case Object connection -> accepted.add(connection.toString());
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void failureOfAnyKindDoesNotEndTheLoopAndIsReportedOnce() throws Exception {
        IOException noDescriptors = new IOException("too many open files");
        script.addAll(List.of("one", noDescriptors, new OutOfMemoryError(), "two", noDescriptors, "three"));
        try (AcceptLoop _ = start()) {
            for (String connection : List.of("one", "two", "three")) {
                assertEquals(connection, accepted.poll(60, TimeUnit.SECONDS));
            }
        }
        assertEquals(List.of(noDescriptors, noDescriptors), failures);
    }

    @Test
    void closingEndsTheLoopWithoutAReport() throws Exception {
        AcceptLoop loop = start();
        assertFalse(loop.isClosed());
        loop.close();
        script.add("late");

        assertTrue(loop.isClosed());
        assertEquals(List.of(), failures);
        assertEquals(null, accepted.poll());
    }
}
