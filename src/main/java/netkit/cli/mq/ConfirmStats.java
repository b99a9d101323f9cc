package netkit.cli.mq;

import java.util.Arrays;

import netkit.queue.MessageQueue.ConfirmListener;
import netkit.queue.PublishOutcome;

/** What was sent to a queue, and what of it is confirmed, and after how long. Safe for many threads. */
final class ConfirmStats {
    private long sent;
    private long bytes;
    private int confirmed;
    private long refused;
    private long unanswered;
    private String firstRefusal;
    private String loss;
    private long[] latencies = new long[1024];

    /** Another message of so many bytes goes out now. */
    synchronized ConfirmListener sent(int length) {
        sent++;
        bytes += length;
        long at = System.nanoTime();
        return outcome -> done(outcome, System.nanoTime() - at);
    }

    /** The last message of so many bytes did not go out after all. */
    synchronized void withdrawn(int length) {
        sent--;
        bytes -= length;
    }

    private synchronized void done(PublishOutcome outcome, long nanos) {
        switch (outcome) {
            case PublishOutcome.Stored() -> {
                if (confirmed == latencies.length) {
                    latencies = Arrays.copyOf(latencies, 2 * confirmed);
                }
                latencies[confirmed++] = nanos;
            }
            case PublishOutcome.Refused(var why) -> {
                refused++;
                firstRefusal = firstRefusal == null ? why : firstRefusal;
            }
            case PublishOutcome.Unknown(var why) -> {
                unanswered++;
                loss = loss == null ? why : loss;
            }
        }
        notifyAll();
    }

    /** Waits until each is answered, or can never be. */
    synchronized void awaitAll() throws InterruptedException {
        while (confirmed + refused + unanswered < sent) {
            wait();
        }
    }

    synchronized long sent() {
        return sent;
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized long confirmed() {
        return confirmed;
    }

    /** Of which it is known what became of them. */
    synchronized long answered() {
        return confirmed + refused;
    }

    synchronized long refused() {
        return refused;
    }

    /** Not answered, or not yet: once the connection is closed, nobody can tell whether these are stored. */
    synchronized long unknown() {
        return sent - confirmed - refused;
    }

    /** Null when none was refused. */
    synchronized String firstRefusal() {
        return firstRefusal;
    }

    /** How the connection was lost, where that left messages without an answer; else null. */
    synchronized String loss() {
        return loss;
    }

    /** Nanoseconds from sending to confirmation that so many percent took at most. */
    synchronized long percentile(int percent) {
        long[] sorted = Arrays.copyOf(latencies, confirmed);
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(percent / 100.0 * confirmed) - 1)];
    }
}
