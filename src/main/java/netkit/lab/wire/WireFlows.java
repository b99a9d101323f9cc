package netkit.lab.wire;

import java.util.Map;

import netkit.packet.IpPacket;
import netkit.packet.PacketView;
import netkit.packet.TcpSegment;
import netkit.packet.Undecoded;
import netkit.packet.stream.LruMap;

/**
 * The flows of one direction. Flows that differ only in values chosen by the system, such as an ephemeral port, are
 * numbered in order of appearance. Only the {@value #MAX_FLOWS} most recently used flows are remembered.
 */
final class WireFlows {
    static final int MAX_FLOWS = 4_096;
    private static final int MAX_FRAGMENTED = 256;

    /** The flow of a fragmented packet, kept from its first fragment because the later ones carry no ports. */
    private record Fragmented(int identification, WireFlow flow) {}

    private final long line;
    private final Map<FlowKey, WireFlow> flows = new LruMap<>(MAX_FLOWS);
    /** Number of flows so far per hash of the properties that are equal in every run. */
    private final Map<Long, Integer> numbers = new LruMap<>(MAX_FLOWS);
    private final Fragmented[] fragmented = new Fragmented[MAX_FRAGMENTED];
    private final FlowKey key = new FlowKey();
    private WireFlow last;

    /** @param line hash of the seed and the direction, part of every key */
    WireFlows(long line) {
        this.line = line;
    }

    /** Returns the flow of the packet, advanced to that packet; null if the packet is address resolution. */
    WireFlow classify(PacketView view) {
        if (view.isAddressResolution()) {
            return null;
        }
        WireFlow flow = flow(view);
        if (view.transport() instanceof TcpSegment tcp) {
            flow.next(tcp);
        } else {
            flow.next();
        }
        return flow;
    }

    /** Returns a flow identified only by its number; {@link WireFlow#next()} counts its packets. */
    WireFlow counted(long number) {
        return new WireFlow(new FlowKey(), KeyedRandom.with(line, number));
    }

    private WireFlow flow(PacketView view) {
        IpPacket fragment = view.network() instanceof IpPacket ip && ip.isFragment() ? ip : null;
        if (fragment != null && view.transport() == Undecoded.LATER_FRAGMENT) {
            Fragmented first = fragmented[slot(fragment)];
            if (first != null && first.identification == fragment.identification()) {
                return first.flow;
            }
        }
        key.set(view);
        if (last == null || !key.equals(last.key)) {
            last = flows.get(key);
        }
        if (last == null || isOtherConnection(last, view)) {
            last = newFlow();
            flows.put(last.key, last);
        }
        if (fragment != null && fragment.fragmentOffset() == 0) {
            fragmented[slot(fragment)] = new Fragmented(fragment.identification(), last);
        }
        return last;
    }

    private static boolean isOtherConnection(WireFlow flow, PacketView view) {
        return view.transport() instanceof TcpSegment tcp && tcp.has(TcpSegment.SYN) && flow.isOther(tcp);
    }

    private WireFlow newFlow() {
        long hash = key.hash(line);
        return new WireFlow(new FlowKey(key), KeyedRandom.with(hash, numbers.merge(hash, 1, Integer::sum)));
    }

    private static int slot(IpPacket ip) {
        return ip.identification() & MAX_FRAGMENTED - 1;
    }
}
