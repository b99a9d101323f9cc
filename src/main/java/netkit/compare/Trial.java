package netkit.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/** Sends one workload over one link, at its pace, and keeps the ledger at both ends. */
final class Trial {
    /** How long the receiver may take to see the end, once everything is sent. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Link link;
    private final Workload workload;
    private final int run;
    private final Duration work;
    private final Repeats repeats;
    /** What the receiver has processed, as far as it remembers. */
    private final BitSet processed = new BitSet();
    private final Ledger ledger;
    private Duration sending = Duration.ZERO;

    /**
     * @param run tells its messages from those of other trials
     * @param work how long the receiver takes to process a message
     */
    Trial(Link link, Workload workload, int run, Duration work, Repeats repeats) {
        this.link = link;
        this.workload = workload;
        this.run = run;
        this.work = work;
        this.repeats = repeats;
        this.ledger = new Ledger(workload.messages());
    }

    /**
     * Sends, receives, and waits for the end. A connection that breaks is a result too.
     *
     * @param offered told now and then how many messages have been offered
     * @return what broke it off, if something did
     */
    Optional<String> run(IntConsumer offered) throws InterruptedException {
        AtomicReference<String> receiving = new AtomicReference<>();
        Thread receiver = Thread.ofVirtual().name("receive").start(() -> {
            try {
                link.receiveAll(this::arrived);
            } catch (IOException e) {
                receiving.set("receive failed: " + e.getMessage());
            }
        });
        Optional<String> sending = send(offered);
        try {
            link.finish(ledger.sent());
        } catch (IOException _) {
            // the connection is broken, which both ends have seen
        }
        Duration patience = PATIENCE.plus(work.multipliedBy(workload.messages()));
        if (!receiver.join(patience)) {
            receiving.set("the receiver saw no end within " + patience.toSeconds() + " s");
        }
        return sending.or(() -> Optional.ofNullable(receiving.get()));
    }

    private Optional<String> send(IntConsumer offered) throws InterruptedException {
        byte[] message = new byte[workload.size()];
        long start = System.nanoTime();
        for (int number = 0; number < workload.messages(); number++) {
            if (number % workload.burst() == 0) {
                offered.accept(number);
                long wait = workload.offset(number).toNanos() - (System.nanoTime() - start);
                Thread.sleep(Duration.ofNanos(Math.max(0, wait))); // notices an interruption even when late
            }
            Message.encode(run, number, message);
            long now = System.nanoTime();
            ledger.offered(number, now);
            sending = Duration.ofNanos(now - start);
            try {
                link.send(message);
            } catch (IOException e) {
                return Optional.of("send failed after " + number + " messages: " + e.getMessage());
            }
            ledger.accepted(number);
        }
        return Optional.empty();
    }

    private void arrived(byte[] bytes, int from, int length, boolean alone) {
        long now = System.nanoTime();
        int number = length == workload.size() ? Message.number(run, bytes, from, length) : Message.FOREIGN;
        if (number == Message.FOREIGN) {
            ledger.foreign();
        } else {
            ledger.delivered(number, now, alone);
            process(number);
        }
    }

    private void process(int number) {
        if (repeats == Repeats.PASSED_OVER && !isNew(number)) {
            ledger.passedOver();
        } else if (work.isPositive()) {
            try {
                Thread.sleep(work);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A receiver that was killed comes back on another thread. */
    private boolean isNew(int number) {
        synchronized (processed) {
            boolean known = processed.get(number);
            processed.set(number);
            return !known;
        }
    }

    /** From offering the first message to offering the last. */
    Duration sending() {
        return sending;
    }

    Account account() {
        return ledger.account();
    }
}
