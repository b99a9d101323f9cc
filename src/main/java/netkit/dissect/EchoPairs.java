package netkit.dissect;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

import netkit.packet.IpAddress;
import netkit.packet.IpPacket;
import netkit.packet.pcapng.CapturedPacket;
import netkit.packet.stream.LruMap;

/** Finds the echo request that an echo reply answers: the latest with its addresses, identifier and number. */
final class EchoPairs {
    private static final int MOST_REQUESTS = 1 << 14;

    private record Key(IpAddress client, IpAddress server, int identifierAndSequence) {}

    private record Request(long packet, OptionalLong epochNanos) {}

    /**
     * What an echo reply answers.
     *
     * @param packet the number of the packet with the request
     * @param nanos the time between request and reply; empty if the capture has no times
     */
    record Reply(long packet, OptionalLong nanos) {
        List<Field> fields(String protocol) {
            FieldList list = new FieldList(new byte[0], 0, 0);
            list.computed(protocol + ".resp_to", "Request", packet, "in packet " + packet);
            if (nanos.isPresent()) {
                String millis = milliseconds(nanos.getAsLong());
                list.computed(protocol + ".resptime", "Round-trip time", new FieldValue.Text(millis),
                        millis + " ms");
            }
            return list.fields();
        }

        private static String milliseconds(long nanos) {
            return java.math.BigDecimal.valueOf(nanos, 6).stripTrailingZeros().toPlainString();
        }
    }

    private final Map<Key, Request> requests = new LruMap<>(MOST_REQUESTS);

    void request(CapturedPacket packet, IpPacket ip, int identifierAndSequence) {
        requests.put(new Key(ip.source(), ip.destination(), identifierAndSequence),
                new Request(packet.number(), packet.epochNanos()));
    }

    /** Returns what a reply answers, or null. */
    Reply reply(CapturedPacket packet, IpPacket ip, int identifierAndSequence) {
        Request request = requests.remove(new Key(ip.destination(), ip.source(), identifierAndSequence));
        if (request == null) {
            return null;
        }
        boolean hasTimes = request.epochNanos.isPresent() && packet.epochNanos().isPresent();
        return new Reply(request.packet, hasTimes
                ? OptionalLong.of(packet.epochNanos().getAsLong() - request.epochNanos.getAsLong())
                : OptionalLong.empty());
    }
}
