package netkit.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import netkit.lab.StreamLine.Step;

class StreamLineTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void withoutFaultsAllIsWrittenAtOnce() {
        StreamLine line = new StreamLine(StreamFaults.NONE);
        assertEquals(new Step.Write(1_000), line.next(1_000));
        assertEquals(new Step.Read(), line.next(0));
    }

    @Test
    void slicesAreNeverLongerThanAskedFor() {
        StreamLine line = new StreamLine(StreamFaults.NONE.slicing(4));
        assertEquals(new Step.Write(4), line.next(10));
        assertEquals(new Step.Write(4), line.next(6));
        assertEquals(new Step.Write(2), line.next(2));
        assertEquals(new Step.Read(), line.next(0));
    }

    @Test
    void aStallComesOnceAndExactlyAtItsOffset() {
        StreamLine line = new StreamLine(StreamFaults.NONE.stalling(5, SECOND));
        assertEquals(new Step.Write(5), line.next(10));
        assertEquals(new Step.Stall(SECOND), line.next(5));
        assertEquals(new Step.Write(5), line.next(5));
    }

    @Test
    void aResetComesAsSoonAsItsOffsetIsReached() {
        StreamLine line = new StreamLine(StreamFaults.NONE.resetting(5));
        assertEquals(new Step.Write(5), line.next(10));
        assertEquals(new Step.Reset(), line.next(5));
    }

    @Test
    void aResetDoesNotWaitForMoreBytes() {
        StreamLine line = new StreamLine(StreamFaults.NONE.resetting(5));
        assertEquals(new Step.Write(5), line.next(5));
        assertEquals(new Step.Reset(), line.next(0));
    }

    @Test
    void aSliceMustHaveAByte() {
        assertThrows(IllegalArgumentException.class, () -> StreamFaults.NONE.slicing(0));
    }
}
