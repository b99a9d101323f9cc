package netkit.lab.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.testing.Programs;

@Timeout(60)
@Tag("peers")
class PollerTest {
    @BeforeAll
    static void linux() {
        Programs.need(System.getProperty("os.name").equals("Linux"), "this test needs Linux");
    }

    @Test
    void waitEndsAfterItsTimeout() throws IOException {
        try (Wakeup wakeup = Wakeup.open()) {
            Poller poller = new Poller(wakeup.descriptor());
            long start = System.nanoTime();
            assertFalse(poller.await(3_000_000));
            assertTrue(System.nanoTime() - start >= 3_000_000, "not before the timeout");
            assertFalse(poller.isReadable(0));
        }
    }

    @Test
    void wakeupEndsAWaitWithoutTimeout() throws Exception {
        try (Wakeup wakeup = Wakeup.open()) {
            Poller poller = new Poller(wakeup.descriptor());
            Thread other = Thread.ofPlatform().start(() -> {
                try {
                    wakeup.wake();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            while (!poller.await(-1)) {
                // a signal
            }
            other.join();
            assertTrue(poller.isReadable(0));
        }
    }

    @Test
    void wakeupIsKeptUntilItIsCleared() throws IOException {
        try (Wakeup first = Wakeup.open(); Wakeup second = Wakeup.open()) {
            Poller poller = new Poller(first.descriptor(), second.descriptor());
            second.wake();
            second.wake();
            assertTrue(poller.await(0));
            assertFalse(poller.isReadable(0));
            assertTrue(poller.isReadable(1));
            second.clear();
            assertFalse(poller.await(0));
            assertFalse(poller.isReadable(1));
            second.clear(); // has no effect
        }
    }

    @Test
    void closedWakeupCannotBeUsed() throws IOException {
        Wakeup wakeup = Wakeup.open();
        wakeup.close();
        LinuxException closed = assertThrows(LinuxException.class, wakeup::wake);
        assertEquals("write to eventfd: EBADF (the descriptor is closed)", closed.getMessage());
        wakeup.close(); // has no effect
    }
}
