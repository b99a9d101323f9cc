package netkit.net;

import java.util.concurrent.locks.LockSupport;

/**
 * Gives the other connections their turns. A virtual thread keeps its processor until it has to wait, and one that reads
 * from a peer that floods it never has to: as many such peers as there are processors would stop everything else.
 */
public final class Turns {
    /** The bytes of one turn: enough for any burst of ordinary messages. */
    private static final int TURN = 64 * 1024;

    /** After this many turns a thread waits for the clock. */
    private static final int YIELDS = 16;
    private static final long SHORTEST_WAIT_NANOS = 1;

    private int left = TURN;
    private int yields;

    /** Notes that the thread has read bytes; at the end of its turn, those that wait for the processor come first. */
    public void read(int bytes) {
        use(Math.max(0, bytes));
        yieldAtEnd();
    }

    /** Notes that the thread has done work that takes as long as to read this many bytes. */
    void use(int bytes) {
        left -= bytes;
    }

    /** Lets other threads run if the turn is over; must not be called under a lock. */
    void yieldAtEnd() {
        if (left <= 0) {
            left = TURN;
            yields++;
            if (yields % YIELDS == 0) {
                // threads that yield to each other keep their processor from those that a platform thread wakes, such
                // as the one that learns from the system which sockets can be read: it looks at its own queue first
                LockSupport.parkNanos(SHORTEST_WAIT_NANOS);
            } else {
                Thread.yield();
            }
        }
    }
}
