package netkit.lab.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import netkit.lab.wire.KeyedRandom.Decision;
import netkit.lab.wire.LineCounters.Counter;
import netkit.packet.LinkType;
import netkit.packet.PacketView;

/**
 * The wire in one direction between two hosts: decides the outcome of each packet and when it is delivered. The outcome
 * is decided entirely when the packet enters, in this order:
 * <ol>
 * <li>cut: a packet that enters a cut wire is dropped;
 * <li>MTU: a larger packet is dropped;
 * <li>loss;
 * <li>corruption;
 * <li>duplication: a second copy follows directly behind the packet, corrupted if the packet is;
 * <li>rate: the packet waits in a queue until the line is free, and is dropped if the queue is full. So a lost packet
 * uses no capacity, and a second copy uses its own; a full queue admits no second copy;
 * <li>reordering: the packet is held back until later packets of its flow have passed, or until a time limit;
 * <li>delay and jitter.
 * </ol>
 * Packets in flight are limited to 64 MiB; a packet beyond that is dropped and counted as such. Only reordering changes
 * the order, so that the effect of each fault can be observed by itself: if the jitter exceeds the gap between two
 * packets, the later one waits for the earlier. (netem lets it overtake.)
 *
 * <p>
 * Random decisions are keyed to the packet: see {@link WireFlow}. The burst model runs separately in each flow, so that
 * other flows do not change which packets are lost. Time passes before a TCP segment or its acknowledgement is
 * retransmitted, so a repetition draws its own state of the burst model. (Counted in packets alone a burst would last
 * for minutes, because TCP doubles its retransmission timeout each time.)
 *
 * <p>
 * Address resolution (ARP, neighbour discovery) is exempt from random faults and subject only to the cut, the MTU, the rate
 * and the delay: else a packet that loss spares would be lost for want of an address, and how often hosts ask would change
 * what happens to the packets of programs. For the same reason it is not counted.
 *
 * <p>
 * The portable relay also offers its datagrams, and the chunks of its streams, to this class.
 *
 * <p>
 * Not thread-safe, except for {@link #count()}. The caller passes in the time: nanoseconds of a monotonic clock, never
 * negative.
 */
public final class WireLine {
    /** Returned if no packet is due. */
    public static final long NEVER = Long.MAX_VALUE;

    /** The receiver of the packets. The byte arrays may be read only during the call and must not be modified. */
    public interface Sink {
        /** Called first for each packet offered, with the effects decided for it. */
        void entered(byte[] bytes, int length, long number, List<FaultEffect> effects);

        /** Called when the packet is delivered to the host. */
        void delivered(byte[] bytes, int length, long number, List<FaultEffect> effects);

        /** Called when a packet in flight is lost because the wire was cut. */
        void lost(byte[] bytes, int length, long number, List<FaultEffect> effects);
    }

    private final HostPair pair;
    private final Sink sink;
    private final PacketView view = new PacketView();
    private final WireFlows flows;
    private final RateLimitedQueue rateQueue = new RateLimitedQueue();
    private final PacketsInFlight inFlight = new PacketsInFlight();
    private final LineCounters counters = new LineCounters();
    private final LineCounters uncounted = new LineCounters();

    private Faults faults = Faults.NONE;
    private boolean faultless = true;

    public WireLine(HostPair pair, long seed, Sink sink) {
        this.pair = pair;
        this.sink = sink;
        flows = new WireFlows(KeyedRandom.with(KeyedRandom.with(seed, pair.from()), pair.to()));
    }

    /**
     * Sets the faults for packets that enter from now on. Packets in flight are not lost, delayed or held back again,
     * but may be delivered sooner: at a new rate, or with a smaller delay. When the wire is cut, packets still in the
     * rate queue are lost; those that have left it are delivered.
     */
    public void set(Faults newFaults, long now) {
        Faults before = faults;
        faults = newFaults;
        faultless = newFaults.equals(Faults.NONE);
        if (newFaults.cut() && !before.cut()) {
            inFlight.cut(now).forEach(this::lose);
            rateQueue.clear();
        }
        if (!newFaults.rate().map(RateLimit::bitsPerSecond)
                .equals(before.rate().map(RateLimit::bitsPerSecond))) {
            requeueAll(now);
        }
        inFlight.shorten(newFaults);
    }

    private void requeueAll(long now) {
        List<WaitingPacket> queued = inFlight.queued(now);
        rateQueue.clear();
        for (WaitingPacket packet : queued) {
            packet.departs = faults.rate().map(rate -> rateQueue.append(packet.size, rate, now)).orElse(now);
        }
    }

    private void lose(WaitingPacket packet) {
        List<FaultEffect> effects = new ArrayList<>(packet.effects);
        effects.add(new FaultEffect.Dropped(DropReason.CUT));
        packet.counts.add(Counter.IN_FLIGHT, -1);
        packet.counts.dropped(DropReason.CUT);
        sink.lost(packet.bytes, packet.length, packet.number, effects);
        inFlight.recycle(packet);
    }

    /**
     * Offers an Ethernet frame to the wire.
     *
     * @param bytes copied if they are needed after the call
     * @param number passed on to the sink
     */
    public void offer(byte[] bytes, int length, long number, long now) {
        view.decode(LinkType.ETHERNET, bytes, 0, length);
        offer(flows.classify(view), bytes, length, view.networkLength(), number, now);
    }

    /** Returns a flow for data other than packets, identified by position in the flow alone. */
    public WireFlow countedFlow(long number) {
        return flows.counted(number);
    }

    /** Returns {@code now} if the rate queue has room for a packet of this size, else when to ask again. */
    public long roomAt(int size, long now) {
        return faults.rate().map(rate -> rateQueue.roomAt(size, rate, now)).orElse(now);
    }

    /**
     * Offers a packet that need not be decoded.
     *
     * @param flow advanced to this packet; null if the packet is address resolution
     * @param size of the IP packet that it is, or that it represents, in bytes
     */
    public void offer(WireFlow flow, byte[] bytes, int length, int size, long number, long now) {
        LineCounters counts = flow == null ? uncounted : counters;
        counts.add(Counter.PACKETS, 1);
        counts.add(Counter.BYTES, size);
        if (flow != null && flow.isRetransmission()) {
            counters.add(Counter.RETRANSMITTED, 1);
        }
        if (faultless && inFlight.isEmpty()) {
            sink.entered(bytes, length, number, List.of());
            deliver(counts, bytes, length, size, number, List.of());
            return;
        }
        long key = flow == null ? 0 : flow.packetKey();
        DropReason reason = whyDropped(flow, key, size, length);
        long departs = reason == null ? enterQueue(size, now) : RateLimitedQueue.FULL;
        if (departs == RateLimitedQueue.FULL) {
            reason = reason == null ? DropReason.QUEUE_FULL : reason;
            counts.dropped(reason);
            sink.entered(bytes, length, number, List.of(new FaultEffect.Dropped(reason)));
            return;
        }
        WaitingPacket packet = inFlight.copy(bytes, length);
        packet.size = size;
        packet.counts = counts;
        packet.number = number;
        packet.departs = departs;
        packet.delay = delay(flow, key);
        send(packet, flow, key, bytes, now);
        release(now);
    }

    /** Returns null if the packet passes these checks. */
    private DropReason whyDropped(WireFlow flow, long key, int size, int length) {
        if (faults.cut()) {
            return DropReason.CUT;
        }
        if (size > faults.mtu().orElse(size)) {
            return DropReason.TOO_BIG;
        }
        DropReason lost = flow == null ? null : switch (faults.loss()) {
            case Loss.Independent(double fraction) ->
                hits(key, Decision.DROP, fraction) ? DropReason.LOSS : null;
            case Loss.Bursts bursts -> burst(flow, key, bursts.model());
            case Loss.GilbertElliott model -> burst(flow, key, model);
        };
        return lost == null && !inFlight.hasRoom(length) ? DropReason.OVERLOAD : lost;
    }

    private static boolean hits(long key, Decision decision, double fraction) {
        return fraction > 0 && KeyedRandom.draw(key, decision) < fraction;
    }

    /** Draws the state of the burst model, then the loss. A flow starts in the stationary distribution. */
    private static DropReason burst(WireFlow flow, long key, Loss.GilbertElliott model) {
        WireFlow.NumberSpace space = flow.space();
        double draw = KeyedRandom.draw(key, Decision.BURST);
        space.bad = !space.begun || flow.isRepetition() ? draw < model.bad()
                : space.bad ? draw >= model.r() : draw < model.p();
        space.begun = true;
        if (!hits(key, Decision.DROP, space.bad ? model.lossInBad() : model.lossInGood())) {
            return null;
        }
        return space.bad ? DropReason.BURST_LOSS : DropReason.LOSS;
    }

    private long enterQueue(int size, long now) {
        return faults.rate().isEmpty() ? now : rateQueue.enter(size, faults.rate().get(), now);
    }

    private long delay(WireFlow flow, long key) {
        long delay = faults.delay().toNanos();
        if (flow == null || faults.jitter().isZero()) {
            return delay;
        }
        return delay
                + Math.round(faults.jitter().toNanos() * (2 * KeyedRandom.draw(key, Decision.JITTER) - 1));
    }

    private void send(WaitingPacket packet, WireFlow flow, long key, byte[] asSent, long now) {
        List<FaultEffect> effects = new ArrayList<>();
        if (flow != null && hits(key, Decision.CORRUPT, faults.corrupt())) {
            Corruption.apply(view, packet.bytes, KeyedRandom.draw(key, Decision.WHICH_BIT))
                    .ifPresent(effects::add);
            counters.add(Counter.CORRUPTED, effects.size());
        }
        WaitingPacket second = flow != null && hits(key, Decision.DUPLICATE, faults.duplicate())
                ? secondCopy(packet, now)
                : null;
        boolean heldBack = flow != null && hits(key, Decision.REORDER, faults.reorder().fraction());
        List<FaultEffect> effectsOnCopy = new ArrayList<>(effects);
        if (second != null) {
            effects.add(new FaultEffect.Duplicated());
        }
        schedule(packet, effects, heldBack, now);
        sink.entered(asSent, packet.length, packet.number, packet.effects);
        await(packet, flow, heldBack, now);
        if (second != null) {
            effectsOnCopy.add(new FaultEffect.SecondCopy());
            schedule(second, effectsOnCopy, heldBack, now);
            await(second, flow, heldBack, now);
            counters.add(Counter.DUPLICATED, 1);
        }
        if (flow != null && !heldBack) {
            inFlight.passed(flow);
        }
    }

    /** Returns null if there is no room for a second copy. */
    private WaitingPacket secondCopy(WaitingPacket packet, long now) {
        long departs = inFlight.hasRoom(2 * packet.length) ? enterQueue(packet.size, now)
                : RateLimitedQueue.FULL;
        if (departs == RateLimitedQueue.FULL) {
            return null;
        }
        WaitingPacket second = inFlight.copy(packet.bytes, packet.length);
        second.size = packet.size;
        second.counts = packet.counts;
        second.number = packet.number;
        second.departs = departs;
        second.delay = packet.delay;
        return second;
    }

    private void schedule(WaitingPacket packet, List<FaultEffect> effects, boolean heldBack, long now) {
        long due = packet.departs + packet.delay;
        packet.due = heldBack ? due : inFlight.dueInOrder(due);
        if (packet.departs > now) {
            effects.add(new FaultEffect.Queued(Duration.ofNanos(packet.departs - now)));
        }
        if (heldBack) {
            effects.add(new FaultEffect.HeldBack());
        }
        if (packet.due > packet.departs) {
            effects.add(new FaultEffect.Delayed(Duration.ofNanos(packet.due - packet.departs)));
        }
        packet.effects = List.copyOf(effects);
    }

    private void await(WaitingPacket packet, WireFlow flow, boolean heldBack, long now) {
        if (heldBack) {
            inFlight.hold(packet, flow, faults.reorder());
            counters.add(Counter.HELD_BACK, 1);
        } else {
            inFlight.add(packet);
        }
        if (heldBack || packet.due > now) {
            packet.counts.add(Counter.DELAYED, 1);
        }
        packet.counts.add(Counter.IN_FLIGHT, 1);
    }

    /** Returns when the next packet is due, or {@link #NEVER}. */
    public long nextDue() {
        return inFlight.nextDue();
    }

    /** Delivers every packet that is due. */
    public void release(long now) {
        for (WaitingPacket packet = inFlight.poll(now); packet != null; packet = inFlight.poll(now)) {
            packet.counts.add(Counter.IN_FLIGHT, -1);
            deliver(packet.counts, packet.bytes, packet.length, packet.size, packet.number, packet.effects);
            inFlight.recycle(packet);
        }
    }

    private void deliver(LineCounters counts, byte[] bytes, int length, int size, long number,
            List<FaultEffect> effects) {
        counts.add(Counter.DELIVERED, 1);
        counts.add(Counter.DELIVERED_BYTES, size);
        sink.delivered(bytes, length, number, effects);
    }

    /** Returns the counters; may be called from any thread. */
    public DirectionCount count() {
        return counters.read(pair);
    }
}
