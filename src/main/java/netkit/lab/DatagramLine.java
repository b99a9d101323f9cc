package netkit.lab;

import java.util.ArrayDeque;
import java.util.OptionalLong;

/**
 * One direction of one flow of datagrams: what happens to each, and when it goes on. First a datagram may be lost or
 * held back, then it is delayed; so a delay by itself keeps the order. Time is handed in, in nanoseconds.
 */
final class DatagramLine {
    /** A datagram that is held back goes on when this many later ones have passed it. */
    static final int PASSED_BY = 3;
    /** More than this many waiting bytes are not kept: a queue in a network has an end too. */
    static final int MAX_WAITING_BYTES = 64 << 20;

    private record Held(byte[] datagram, int copies, long afterPassed, long deadline) {}

    private record Delayed(byte[] datagram, long due) {}

    private final DatagramFaults faults;
    private final long seed;
    private final Direction direction;
    private final int flow;

    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private final ArrayDeque<Delayed> delayed = new ArrayDeque<>();
    private long waitingBytes;
    private long passed;

    private long received;
    private long forwarded;
    private long dropped;
    private long cut;
    private long overflowed;
    private long failed;
    private long duplicated;
    private long reordered;

    DatagramLine(DatagramFaults faults, long seed, Direction direction, int flow) {
        this.faults = faults;
        this.seed = seed;
        this.direction = direction;
        this.flow = flow;
    }

    /** @param datagram must not change any more */
    void arrived(byte[] datagram, long now) {
        long position = received++;
        switch (faults.fate(seed, direction, flow, position)) {
            case DatagramFate.Lost(DatagramFate.Cause cause) -> {
                switch (cause) {
                    case CHANCE -> dropped++;
                    case CUT -> cut++;
                }
            }
            case DatagramFate.Passed(int copies, boolean heldBack) -> {
                if (waitingBytes + (long) copies * datagram.length > MAX_WAITING_BYTES) {
                    overflowed++;
                } else {
                    pass(datagram, copies, heldBack, now);
                }
            }
        }
    }

    private void pass(byte[] datagram, int copies, boolean heldBack, long now) {
        waitingBytes += (long) copies * datagram.length;
        duplicated += copies - 1;
        if (heldBack) {
            reordered++;
            held.add(new Held(datagram, copies, passed + PASSED_BY, now + faults.holdAtMost().toNanos()));
            return;
        }
        delay(datagram, copies, now);
        passed++;
        while (!held.isEmpty() && held.peek().afterPassed() <= passed) {
            release(held.poll(), now);
        }
    }

    private void release(Held datagram, long now) {
        delay(datagram.datagram(), datagram.copies(), now);
    }

    private void delay(byte[] datagram, int copies, long now) {
        for (int i = 0; i < copies; i++) {
            delayed.add(new Delayed(datagram, now + faults.delay().toNanos()));
        }
    }

    /** The next datagram to be sent on at this time, or null when none is due. */
    byte[] next(long now) {
        while (!held.isEmpty() && held.peek().deadline() - now <= 0) {
            release(held.poll(), now);
        }
        if (delayed.isEmpty() || delayed.peek().due() - now > 0) {
            return null;
        }
        byte[] datagram = delayed.poll().datagram();
        waitingBytes -= datagram.length;
        forwarded++;
        return datagram;
    }

    /** The one that {@link #next} gave last could not be sent. */
    void sendFailed() {
        forwarded--;
        failed++;
    }

    /** Nanoseconds until {@link #next} has one, 0 or less when it has one now, empty when nothing waits. */
    OptionalLong untilNext(long now) {
        long wait = Long.MAX_VALUE;
        if (!held.isEmpty()) {
            wait = held.peek().deadline() - now;
        }
        if (!delayed.isEmpty()) {
            wait = Math.min(wait, delayed.peek().due() - now);
        }
        return wait == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(wait);
    }

    DatagramCounts counts() {
        int copiesHeld = held.stream().mapToInt(Held::copies).sum();
        return new DatagramCounts(received, forwarded, dropped, cut, overflowed, failed, duplicated,
                reordered, faults.delay().isZero() ? 0 : forwarded, delayed.size() + copiesHeld);
    }
}
