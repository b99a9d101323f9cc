package netkit.cli.chat;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import netkit.chat.Elsewhere;

/**
 * What a server knows of the members of the others: it asks them when one of them says that something has changed, and now
 * and then, since not all of them say so. One thread asks, and members wait for it for a limited time only, since other
 * servers, and what connects them, may hang.
 */
final class Directory implements Closeable {
    /** Asks the other servers. */
    @FunctionalInterface
    interface Source {
        /** @throws IOException if they cannot be reached */
        Answer ask() throws IOException, InterruptedException;
    }

    /** @param isComplete whether all servers have replied */
    record Answer(List<Elsewhere.Member> members, boolean isComplete) {}

    /** Servers of other programs do not say what has changed. */
    private static final Duration PERIOD = Duration.ofSeconds(5);
    /** The least time between two questions that no member waits for. */
    private static final Duration PAUSE = Duration.ofMillis(100);
    /** The least part of the time in which no question is under way. */
    private static final int PAUSE_FACTOR = 10;

    private final Source source;
    private final Duration timeout;
    private final Runnable onAnswer;
    private final Thread worker;
    private volatile Elsewhere known = Elsewhere.NONE;
    // All that follows is guarded by this.
    private long asked = 1;
    private long answered;
    private boolean isUrgent;
    /** Whether a member has waited in vain since the last complete answer. */
    private boolean hangs;
    private long lastAnswer = System.nanoTime();
    private long pause;
    private boolean closed;

    /**
     * @param timeout most time that {@link #refresh} waits
     * @param onAnswer called after each answer, on the thread that asks
     */
    Directory(Source source, Duration timeout, Runnable onAnswer) {
        this.source = source;
        this.timeout = timeout;
        this.onAnswer = onAnswer;
        this.worker = Thread.ofVirtual().name("members elsewhere").unstarted(this::run);
    }

    void start() {
        worker.start();
    }

    Elsewhere known() {
        return known;
    }

    /** Whether there may be an answer other than the last one. */
    synchronized boolean isAsking() {
        return asked != answered;
    }

    /** Asks soon. */
    synchronized void changed() {
        asked++;
        notifyAll();
    }

    /** The other servers cannot be reached, and so there is nothing to ask. */
    void lost() {
        synchronized (this) {
            known = Elsewhere.NONE;
            answered = asked;
            notifyAll();
        }
        onAnswer.run();
    }

    /** Asks at once and waits for the answer for a limited time; not at all if the last one who waited got none. */
    synchronized void refresh() {
        if (hangs || closed) {
            return;
        }
        long mine = ++asked;
        isUrgent = true;
        notifyAll();
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (answered < mine && !closed) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    hangs = true;
                    return;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                long question = awaitQuestion();
                long began = System.nanoTime();
                boolean isComplete = false;
                try {
                    Answer answer = source.ask();
                    known = new Elsewhere(answer.members);
                    isComplete = answer.isComplete;
                } catch (IOException | RuntimeException _) { // of one reply; the next may be better
                    known = Elsewhere.NONE;
                }
                answered(question, isComplete, System.nanoTime() - began);
                onAnswer.run();
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    private synchronized long awaitQuestion() throws InterruptedException {
        while (true) {
            long now = System.nanoTime();
            long due = asked == answered ? lastAnswer + PERIOD.toNanos()
                    : isUrgent ? now : lastAnswer + pause;
            if (closed) {
                throw new InterruptedException("closed");
            } else if (now - due >= 0) {
                isUrgent = false;
                return asked;
            }
            TimeUnit.NANOSECONDS.timedWait(this, due - now);
        }
    }

    private synchronized void answered(long question, boolean isComplete, long nanos) {
        answered = Math.max(answered, question);
        hangs = !isComplete;
        lastAnswer = System.nanoTime();
        pause = Math.clamp(nanos * PAUSE_FACTOR, PAUSE.toNanos(), PERIOD.toNanos());
        notifyAll();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        worker.interrupt();
    }
}
