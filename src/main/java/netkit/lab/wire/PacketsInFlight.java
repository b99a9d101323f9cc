package netkit.lab.wire;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The packets that have entered a {@link WireLine} and not left it: most in the order in which they entered, and those
 * that are held back for later ones to pass.
 */
final class PacketsInFlight {
    /** More is not kept: what enters then is dropped. */
    static final long MAX_BYTES = 64 << 20;
    /** So much memory is kept for the next packets. */
    private static final int MAX_SPARE_BYTES = 4 << 20;

    private final ArrayDeque<WaitingPacket> inOrder = new ArrayDeque<>();
    /** The first of them is always the first whose time is over. Those that are not held any more are passed over. */
    private final ArrayDeque<WaitingPacket> heldBack = new ArrayDeque<>();
    private final ArrayDeque<WaitingPacket> spare = new ArrayDeque<>();
    private long bytes;
    private long spareBytes;
    private long lastDue;
    private long lastHeldUntil;

    boolean isEmpty() {
        return inOrder.isEmpty() && firstHeldBack() == null;
    }

    boolean hasRoom(int length) {
        return bytes + length <= MAX_BYTES;
    }

    /** When a packet that could arrive then does: not before those that entered before it. */
    long dueInOrder(long due) {
        return Math.max(lastDue, due);
    }

    /** A copy, which does not wait yet. */
    WaitingPacket copy(byte[] packet, int length) {
        WaitingPacket waiting = spare.poll();
        if (waiting == null) {
            waiting = new WaitingPacket();
        } else {
            spareBytes -= waiting.bytes.length;
        }
        waiting.copy(packet, length);
        return waiting;
    }

    /** It waits until it is due, and others before it are. */
    void add(WaitingPacket packet) {
        packet.held = false;
        bytes += packet.length;
        append(packet);
    }

    private void append(WaitingPacket packet) {
        packet.due = dueInOrder(packet.due);
        lastDue = packet.due;
        inOrder.add(packet);
    }

    /** It waits until later ones of its flow have passed, or for so long. */
    void hold(WaitingPacket packet, WireFlow flow, Reordering reorder) {
        packet.held = true;
        bytes += packet.length;
        packet.heldUntilPassed = flow.passed + reorder.passedBy();
        holdUntil(packet, packet.due + reorder.within().toNanos());
        heldBack.add(packet);
        while (!flow.held.isEmpty() && !flow.held.peek().held) {
            flow.held.poll();
        }
        flow.held.add(packet);
    }

    private void holdUntil(WaitingPacket packet, long time) {
        packet.heldUntil = Math.max(lastHeldUntil, time);
        lastHeldUntil = packet.heldUntil;
    }

    /** A packet of the flow has been added that was not held back. */
    void passed(WireFlow flow) {
        flow.passed++;
        while (!flow.held.isEmpty() && flow.held.peek().heldUntilPassed <= flow.passed) {
            WaitingPacket packet = flow.held.poll();
            if (packet.held && lastDue <= packet.heldUntil) { // else its time is over before they arrive
                packet.held = false;
                append(packet);
            }
        }
    }

    private WaitingPacket firstHeldBack() {
        while (!heldBack.isEmpty() && !heldBack.peek().held) {
            heldBack.poll();
        }
        return heldBack.peek();
    }

    /** When the next one arrives, or {@link WireLine#NEVER}. */
    long nextDue() {
        WaitingPacket held = firstHeldBack();
        long due = held == null ? WireLine.NEVER : held.heldUntil;
        return inOrder.isEmpty() ? due : Math.min(due, inOrder.peek().due);
    }

    /** The next one that has arrived, to be given back by {@link #recycle}; null when there is none. */
    WaitingPacket poll(long now) {
        if (nextDue() > now) {
            return null;
        }
        WaitingPacket held = firstHeldBack();
        boolean isHeld = held != null && (inOrder.isEmpty() || held.heldUntil < inOrder.peek().due);
        WaitingPacket packet = isHeld ? heldBack.poll() : inOrder.poll();
        packet.held = false;
        bytes -= packet.length;
        return packet;
    }

    void recycle(WaitingPacket packet) {
        if (packet.heldUntilPassed > 0) {
            packet.bytes = WaitingPacket.NONE; // its flow may still know it, so it is not used again
        } else if (spareBytes + packet.bytes.length <= MAX_SPARE_BYTES) {
            spareBytes += packet.bytes.length;
            spare.add(packet);
        }
    }

    /** Takes out what has not left the queue yet, each to be given back; {@link #shorten} must follow. */
    List<WaitingPacket> cut(long now) {
        List<WaitingPacket> lost = queued(now);
        inOrder.removeIf(packet -> packet.departs > now);
        for (WaitingPacket packet : lost) {
            packet.held = false;
            bytes -= packet.length;
        }
        return lost;
    }

    /** What has not left the queue yet, in the order in which it will. */
    List<WaitingPacket> queued(long now) {
        return Stream.concat(inOrder.stream(), heldBack.stream().filter(packet -> packet.held))
                .filter(packet -> packet.departs > now)
                .sorted(Comparator.comparingLong(packet -> packet.departs)).toList();
    }

    /**
     * Once it is on the line, nothing takes longer than these faults let it; and nothing is held back if they hold
     * nothing back. Where {@code departs} has changed, the rest follows.
     */
    void shorten(Faults faults) {
        long longest = faults.delay().plus(faults.jitter()).toNanos();
        List<WaitingPacket> all = new ArrayList<>(inOrder);
        List<WaitingPacket> held = heldBack.stream().filter(packet -> packet.held).toList();
        inOrder.clear();
        heldBack.clear();
        lastDue = 0;
        lastHeldUntil = 0;
        for (WaitingPacket packet : held) {
            shorten(packet, longest);
            if (faults.reorder().fraction() == 0) {
                packet.held = false;
                all.add(packet);
            } else {
                holdUntil(packet,
                        Math.min(packet.heldUntil, packet.due + faults.reorder().within().toNanos()));
                heldBack.add(packet);
            }
        }
        for (WaitingPacket packet : all) {
            shorten(packet, longest);
            append(packet);
        }
    }

    private static void shorten(WaitingPacket packet, long longest) {
        packet.delay = Math.min(packet.delay, longest);
        packet.due = packet.departs + packet.delay;
    }
}
