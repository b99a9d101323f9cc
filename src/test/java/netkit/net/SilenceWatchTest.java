package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import netkit.testing.ManualScheduler;

class SilenceWatchTest {
    private final ManualScheduler clock = new ManualScheduler();
    private final List<String> silences = new ArrayList<>();
    private final SilenceWatch watch = new SilenceWatch(clock, Duration.ofSeconds(10),
            times -> silences.add(times + " at " + clock.now() / 1_000_000_000));

    /** Reads from a peer that sends a byte after this time. */
    private void read(int seconds) throws IOException {
        InputStream in = new InputStream() {
            @Override
            public int read(byte[] bytes, int from, int length) {
                assertTrue(watch.isWaiting());
                clock.advance(Duration.ofSeconds(seconds));
                return 1;
            }

            @Override
            public int read() {
                throw new AssertionError("single bytes are not read");
            }
        };
        assertEquals(1, watch.read(in, new byte[1], 0, 1));
        assertFalse(watch.isWaiting());
    }

    @Test
    void silenceIsReportedAfterEachLimitInOneRead() throws Exception {
        watch.start();
        read(35);
        assertEquals(List.of("1 at 10", "2 at 20", "3 at 30"), silences);
    }

    @Test
    void eachReadBeginsANewSilence() throws Exception {
        watch.start();
        for (int i = 0; i < 5; i++) {
            read(9);
        }
        assertEquals(List.of(), silences);
        read(10);
        read(10);
        assertEquals(List.of("1 at 55", "1 at 65"), silences);
    }

    @Test
    void timeBetweenReadsIsNoSilence() throws Exception {
        watch.start();
        clock.advance(Duration.ofSeconds(100));
        read(9);
        clock.advance(Duration.ofSeconds(100));
        assertEquals(List.of(), silences);
    }

    @Test
    void stoppedWatchLeavesNoTimer() throws Exception {
        read(100);
        watch.start();
        watch.start();
        assertEquals(1, clock.pending());
        watch.stop();
        assertEquals(0, clock.pending());
        read(100);
        assertEquals(List.of(), silences);
    }
}
