package netkit.cli.mq;

import org.HdrHistogram.Histogram;

import netkit.queue.MessageQueue.ConfirmListener;
import netkit.queue.PublishOutcome;

/** Counts of the messages sent to a queue and of their confirms, with the confirm latencies. Safe for many threads. */
final class ConfirmStats {
    private static final int SIGNIFICANT_DIGITS = 3;

    private long sent;
    private long bytes;
    private long refused;
    private long lost;
    private String firstRefusal;
    private String lossReason;
    private final Histogram latencies = new Histogram(SIGNIFICANT_DIGITS);

    /** Counts a message of this many bytes that is sent now, and returns the listener for its confirm. */
    synchronized ConfirmListener sent(int length) {
        sent++;
        bytes += length;
        long at = System.nanoTime();
        return outcome -> done(outcome, System.nanoTime() - at);
    }

    /** Uncounts the last message, of this many bytes, because it was not sent after all. */
    synchronized void withdrawn(int length) {
        sent--;
        bytes -= length;
    }

    private synchronized void done(PublishOutcome outcome, long nanos) {
        switch (outcome) {
            case PublishOutcome.Stored() -> latencies.recordValue(nanos);
            case PublishOutcome.Refused(var reason) -> {
                refused++;
                firstRefusal = firstRefusal == null ? reason : firstRefusal;
            }
            case PublishOutcome.Unknown(var reason) -> {
                lost++;
                lossReason = lossReason == null ? reason : lossReason;
            }
        }
        notifyAll();
    }

    /** Waits until each message is confirmed, refused, or lost with the connection. */
    synchronized void awaitAll() throws InterruptedException {
        while (confirmed() + refused + lost < sent) {
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
        return latencies.getTotalCount();
    }

    /** Returns the messages that the server has confirmed or refused. */
    synchronized long completed() {
        return confirmed() + refused;
    }

    synchronized long refused() {
        return refused;
    }

    /** Returns the messages that are neither confirmed nor refused; once the connection is closed, these may be stored or not. */
    synchronized long unknown() {
        return sent - confirmed() - refused;
    }

    /** Returns the reason of the first refusal, or null. */
    synchronized String firstRefusal() {
        return firstRefusal;
    }

    /** Returns why the connection was lost, if that left messages unconfirmed, or null. */
    synchronized String lossReason() {
        return lossReason;
    }

    /** Returns this percentile of the confirm latencies, in nanoseconds; 0 if none is confirmed. */
    synchronized long percentile(int percent) {
        return latencies.getValueAtPercentile(percent);
    }
}
