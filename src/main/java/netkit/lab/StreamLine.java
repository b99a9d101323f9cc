package netkit.lab;

import java.time.Duration;

/** One direction of one stream: what the faults ask for next, given how many bytes are there to be written. */
final class StreamLine {
    sealed interface Step {
        /** Write that many of the bytes at once. */
        record Write(int length) implements Step {}

        /** Write nothing for so long. */
        record Stall(Duration time) implements Step {}

        /** Reset the connection. */
        record Reset() implements Step {}

        /** Nothing to do until there are more bytes. */
        record Read() implements Step {}
    }

    private final StreamFaults faults;
    private long offset;
    private boolean stalled;

    StreamLine(StreamFaults faults) {
        this.faults = faults;
    }

    Step next(int available) {
        if (offset == faults.resetAt()) {
            return new Step.Reset();
        }
        if (available == 0) {
            return new Step.Read();
        }
        if (offset == faults.stallAt() && !stalled) {
            stalled = true;
            return new Step.Stall(faults.stall());
        }
        long length = Math.min(Math.min(available, faults.slice()), faults.resetAt() - offset);
        if (offset < faults.stallAt()) {
            length = Math.min(length, faults.stallAt() - offset);
        }
        offset += length;
        return new Step.Write((int) length);
    }
}
