package netkit.cli;

import java.util.Arrays;

import netkit.queue.MessageQueue.Confirm;
import netkit.queue.Outcome;

/** What was sent to a queue, and what of it is confirmed, and after how long. Safe for many threads. */
final class ConfirmAccount {
    private long sent;
    private long bytes;
    private int confirmed;
    private long refused;
    private String firstRefusal;
    private long[] latencies = new long[1024];

    /** Another message of so many bytes goes out now. */
    synchronized Confirm sent(int length) {
        sent++;
        bytes += length;
        long at = System.nanoTime();
        return outcome -> done(outcome, System.nanoTime() - at);
    }

    private synchronized void done(Outcome outcome, long nanos) {
        switch (outcome) {
            case Outcome.Stored() -> {
                if (confirmed == latencies.length) {
                    latencies = Arrays.copyOf(latencies, 2 * confirmed);
                }
                latencies[confirmed++] = nanos;
            }
            case Outcome.Refused(var why) -> {
                refused++;
                firstRefusal = firstRefusal == null ? why : firstRefusal;
            }
        }
        notifyAll();
    }

    /** Waits until it is known of each what became of it. */
    synchronized void awaitAll() throws InterruptedException {
        while (confirmed + refused < sent) {
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

    /** Refused, or not heard of yet. */
    synchronized long unconfirmed() {
        return sent - confirmed;
    }

    synchronized long refused() {
        return refused;
    }

    synchronized String firstRefusal() {
        return firstRefusal;
    }

    /** Nanoseconds from sending to confirmation that so many percent took at most. */
    synchronized long percentile(int percent) {
        long[] sorted = Arrays.copyOf(latencies, confirmed);
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(percent / 100.0 * confirmed) - 1)];
    }
}
