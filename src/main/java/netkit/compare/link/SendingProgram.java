package netkit.compare.link;

import java.io.IOException;
import java.time.Duration;
import java.util.function.IntConsumer;

import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.TrialClock;
import netkit.compare.ledger.Workload;

/** A program that offers the workload to its transport, at the workload's rate, and records that in the ledger. */
public final class SendingProgram implements Sending {
    private final Workload workload;
    private final int trial;
    private final Ledger ledger;
    private final TrialClock clock;
    private volatile Duration time = Duration.ZERO;

    /** @param trial the number that the messages carry */
    public SendingProgram(Workload workload, int trial, Ledger ledger, TrialClock clock) {
        this.workload = workload;
        this.trial = trial;
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public void run(Send to, IntConsumer offered) throws InterruptedException {
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

    @Override
    public Duration time() {
        return time;
    }
}
