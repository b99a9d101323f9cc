package netkit.lab.wire;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The packets that have entered a {@link WireLine} and not left it: those in order of entry, and those held back so
 * that later ones overtake them.
 */
final class PacketsInFlight {
    /** Memory limit in bytes; a packet that would exceed it is dropped. */
    static final long MAX_BYTES = 64 << 20;
    /** Maximum size in bytes of the pool of reusable buffers. */
    private static final int MAX_SPARE_BYTES = 4 << 20;

    private final ArrayDeque<WaitingPacket> inOrder = new ArrayDeque<>();
    /** Ordered by {@code heldUntil}. Entries that are no longer held are skipped. */
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

    /** Returns when a packet that could arrive at {@code due} does arrive: not before those that entered before it. */
    long dueInOrder(long due) {
        return Math.max(lastDue, due);
    }

    /** Returns a copy of the packet that is not in flight yet. */
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

    /** Adds a packet that is delivered when it, and every packet before it, is due. */
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

    /** Adds a packet that is held back until enough later packets of its flow have passed, or until its time limit. */
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

    /** Notes that a packet of the flow was added without being held back. */
    void passed(WireFlow flow) {
        flow.passed++;
        while (!flow.held.isEmpty() && flow.held.peek().heldUntilPassed <= flow.passed) {
            WaitingPacket packet = flow.held.poll();
            if (packet.held && lastDue <= packet.heldUntil) { // else its time limit comes first
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

    /** Returns when the next packet is due, or {@link WireLine#NEVER}. */
    long nextDue() {
        WaitingPacket held = firstHeldBack();
        long due = held == null ? WireLine.NEVER : held.heldUntil;
        return inOrder.isEmpty() ? due : Math.min(due, inOrder.peek().due);
    }

    /**
     * Removes and returns the next packet that is due, for the caller to hand to {@link #recycle}; null if none is due.
     */
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
            packet.bytes = WaitingPacket.NONE; // its flow may still refer to it, so it is not reused
        } else if (spareBytes + packet.bytes.length <= MAX_SPARE_BYTES) {
            spareBytes += packet.bytes.length;
            spare.add(packet);
        }
    }

    /**
     * Removes and returns the packets that have not left the rate queue, for the caller to recycle; {@link #shorten}
     * must follow.
     */
    List<WaitingPacket> cut(long now) {
        List<WaitingPacket> lost = queued(now);
        inOrder.removeIf(packet -> packet.departs > now);
        for (WaitingPacket packet : lost) {
            packet.held = false;
            bytes -= packet.length;
        }
        return lost;
    }

    /** Returns the packets that have not left the rate queue, in order of departure. */
    List<WaitingPacket> queued(long now) {
        return Stream.concat(inOrder.stream(), heldBack.stream().filter(packet -> packet.held))
                .filter(packet -> packet.departs > now)
                .sorted(Comparator.comparingLong(packet -> packet.departs)).toList();
    }

    /**
     * Shortens what is in flight to what these faults allow: no delay longer than theirs, and no packet held back if
     * they do not reorder. Recomputes due times where {@code departs} has changed.
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
