package netkit.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.function.IntConsumer;

import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.TrialClock;
import netkit.compare.ledger.Workload;

/** A program that offers the workload to its transport, at the workload's rate, and records that in the ledger. */
final class Sending {
    /** The transport's side of the program; see {@link netkit.compare.link.Link#send}. */
    @FunctionalInterface
    interface Send {
        void send(int number, byte[] message) throws IOException;
    }

    private final Workload workload;
    private final int trial;
    private final Ledger ledger;
    private final TrialClock clock;
    private volatile Duration time = Duration.ZERO;

    /** @param trial the number that the messages carry */
    Sending(Workload workload, int trial, Ledger ledger, TrialClock clock) {
        this.workload = workload;
        this.trial = trial;
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * Offers all messages.
     *
     * @param offered receives now and then how many messages have been offered
     */
    void run(Send to, IntConsumer offered) throws InterruptedException {
        byte[] message = new byte[workload.size()];
        for (int number = 0; number < workload.messages(); number++) {
            if (number % workload.burst() == 0) {
                offered.accept(number);
                long wait = workload.offset(number).toNanos() - clock.now();
                Thread.sleep(Duration.ofNanos(Math.max(0, wait))); // notices an interruption even when late
            }
            NumberedMessage.encode(trial, number, message);
            long now = clock.now();
            ledger.reached(Stage.OFFERED, number, now);
            time = Duration.ofNanos(now - ledger.at(Stage.OFFERED, 0).orElse(now));
            try {
                to.send(number, message);
                ledger.reached(Stage.ACCEPTED, number, clock.now());
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedException("interrupted while sending");
                }
                ledger.copyLost(number, "refused by send: " + e.getMessage());
            }
        }
    }

    /** Returns the time from offering the first message to offering the last. */
    Duration time() {
        return time;
    }
}
