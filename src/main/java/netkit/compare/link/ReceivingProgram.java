package netkit.compare.link;

import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.ledger.TrialClock;
import netkit.compare.ledger.Workload;

/**
 * One life of the program on the receiver's host: gets messages, takes its time for each, and writes the ledger. When it
 * is about to be killed it holds messages that it never says anything of: the first half of them it has processed.
 */
public final class ReceivingProgram implements Inbox {
    /** How many messages a program has in its hands when it is killed, at most. */
    public static final int IN_HAND = 10;

    /** What all lives of the program share. */
    public static final class Memory {
        private final DuplicatePolicy repeats;
        private final BitSet processed = new BitSet();
        /** How long the program takes for a message; changes as the schedule says. */
        private volatile Duration work = Duration.ZERO;

        public Memory(DuplicatePolicy repeats) {
            this.repeats = repeats;
        }

        public Duration work() {
            return work;
        }

        public void setWork(Duration time) {
            work = time;
        }

        /** @return whether the program has to do its work with the message */
        private synchronized boolean isWork(int number) {
            return repeats == DuplicatePolicy.PROCESSED || !processed.get(number);
        }

        private synchronized void remember(int number) {
            processed.set(number);
        }
    }

    private final Memory memory;
    private final Workload workload;
    private final int trial;
    private final Ledger ledger;
    private final TrialClock clock;
    private final CountDownLatch handsFull = new CountDownLatch(IN_HAND);
    private volatile boolean dying;
    private volatile boolean dead;

    public ReceivingProgram(Memory memory, Workload workload, int trial, Ledger ledger, TrialClock clock) {
        this.memory = memory;
        this.workload = workload;
        this.trial = trial;
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public synchronized Answer take(byte[] bytes, int from, int length, boolean alone) {
        if (dead) {
            return Answer.SILENCE;
        }
        int number = length == workload.size() ? NumberedMessage.number(trial, bytes, from, length)
                : NumberedMessage.FOREIGN;
        if (number == NumberedMessage.FOREIGN || number >= workload.messages()) {
            ledger.foreign();
            return Answer.ACKNOWLEDGE;
        }
        ledger.delivered(number, clock.now(), alone);
        if (!dying) {
            process(number);
            return dead ? Answer.SILENCE : Answer.ACKNOWLEDGE;
        }
        long inHand = IN_HAND - handsFull.getCount();
        if (inHand < IN_HAND / 2) {
            process(number);
        }
        handsFull.countDown();
        dead = handsFull.getCount() == 0;
        return Answer.SILENCE;
    }

    private void process(int number) {
        if (!memory.isWork(number)) {
            ledger.passedOver(number);
            return;
        }
        Duration work = memory.work;
        if (work.isPositive()) {
            try {
                Thread.sleep(work);
            } catch (InterruptedException _) {
                dead = true; // it ended at work
                return;
            }
            if (dead) {
                return;
            }
        }
        memory.remember(number);
        ledger.processed(number, clock.now());
    }

    /** From now on it says nothing of what it gets, and it is dead when its hands are full or the time is over. */
    public void die(Duration atMost) throws InterruptedException {
        dying = true;
        handsFull.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        dead = true;
    }

    /** It ends: what still comes is not its any more. */
    public void end() {
        dead = true;
    }
}
