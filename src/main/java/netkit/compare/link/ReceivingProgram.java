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
 * One run of the program on the receiver's host: it receives messages, processes them and records them in the ledger. A
 * crashing program holds messages without acknowledging them; it has processed the first half of those.
 */
public final class ReceivingProgram implements Inbox {
    /** Most messages that a program holds when it is killed. */
    public static final int MAX_HELD = 10;

    /** The state that survives a crash of the program. */
    public static final class State {
        private final DuplicatePolicy duplicatePolicy;
        private final BitSet processed = new BitSet();
        /** How long the program takes to process a message; the schedule changes it. */
        private volatile Duration work = Duration.ZERO;

        public State(DuplicatePolicy duplicatePolicy) {
            this.duplicatePolicy = duplicatePolicy;
        }

        public Duration work() {
            return work;
        }

        public void setWork(Duration time) {
            work = time;
        }

        /** Returns whether the program has to process the message. */
        private synchronized boolean mustProcess(int number) {
            return duplicatePolicy == DuplicatePolicy.PROCESS || !processed.get(number);
        }

        private synchronized void remember(int number) {
            processed.set(number);
        }
    }

    private final State state;
    private final Workload workload;
    private final int trial;
    private final Ledger ledger;
    private final TrialClock clock;
    private final CountDownLatch messagesToHold = new CountDownLatch(MAX_HELD);
    private volatile boolean crashing;
    private volatile boolean stopped;

    public ReceivingProgram(State state, Workload workload, int trial, Ledger ledger, TrialClock clock) {
        this.state = state;
        this.workload = workload;
        this.trial = trial;
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public synchronized Response take(byte[] bytes, int from, int length, boolean ownRead) {
        if (stopped) {
            return Response.NONE;
        }
        int number = length == workload.size() ? NumberedMessage.number(trial, bytes, from, length)
                : NumberedMessage.INVALID;
        if (number == NumberedMessage.INVALID || number >= workload.messages()) {
            ledger.invalid();
            return Response.ACKNOWLEDGE;
        }
        ledger.delivered(number, clock.now(), ownRead);
        if (!crashing) {
            process(number);
            return stopped ? Response.NONE : Response.ACKNOWLEDGE;
        }
        long heldMessages = MAX_HELD - messagesToHold.getCount();
        if (heldMessages < MAX_HELD / 2) {
            process(number);
        }
        messagesToHold.countDown();
        stopped = messagesToHold.getCount() == 0;
        return Response.NONE;
    }

    private void process(int number) {
        if (!state.mustProcess(number)) {
            ledger.skipped(number);
            return;
        }
        Duration work = state.work;
        if (work.isPositive()) {
            try {
                Thread.sleep(work);
            } catch (InterruptedException _) {
                stopped = true; // it ended while processing
                return;
            }
            if (stopped) {
                return;
            }
        }
        state.remember(number);
        ledger.processed(number, clock.now());
    }

    /** Stops acknowledging, and returns when the program holds {@link #MAX_HELD} messages or after this time; then it is stopped. */
    public void crash(Duration atMost) throws InterruptedException {
        crashing = true;
        messagesToHold.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        stopped = true;
    }

    /** Stops the program: later deliveries are ignored. */
    public void stop() {
        stopped = true;
    }
}
