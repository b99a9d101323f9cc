package netkit.dissect.application;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import netkit.udp.NumberedDatagram;
import netkit.udp.ReliableDatagram;

/** Finds what a program says in a datagram. */
public final class DatagramDecoder {
    private static final Set<Integer> DNS_PORTS = Set.of(53, 5353, 5355);

    private DatagramDecoder() {}

    /** Decodes the payload of a datagram between these ports. */
    public static ApplicationMessage decode(Carried carried, int sourcePort, int destinationPort) {
        byte[] bytes = carried.bytes();
        Optional<NumberedDatagram> numbered = NumberedDatagram.decode(bytes, bytes.length);
        if (numbered.isPresent()) {
            return numbered(numbered.get(), carried);
        }
        Optional<ReliableDatagram> reliable = ReliableDatagram.decode(bytes, bytes.length);
        if (reliable.isPresent()) {
            return reliable(reliable.get(), carried);
        }
        if (DNS_PORTS.contains(sourcePort) || DNS_PORTS.contains(destinationPort)) {
            Optional<DnsMessage> dns = DnsMessage.decode(bytes);
            if (dns.isPresent()) {
                return new ApplicationMessage("dns", carried, DnsMessage.HEADER_LENGTH, dns.get().summary(),
                        "",
                        List.of(), dns.get()::fields);
            }
        }
        return ApplicationMessage.data(carried, "");
    }

    private static ApplicationMessage numbered(NumberedDatagram datagram, Carried carried) {
        String summary = "run " + NumberedDatagram.text(datagram.run()) + ", " + datagram.sequence()
                + (datagram.count() > 0 ? " of " + datagram.count() : "");
        return new ApplicationMessage("numbered", carried, NumberedDatagram.HEADER_LENGTH, summary, summary,
                List.of(),
                sink -> sink.number("numbered.run", "Run", Integer.toUnsignedLong(datagram.run()),
                        NumberedDatagram.text(datagram.run()), 4, 8, 0)
                        .number("numbered.sequence", "Sequence", datagram.sequence(), 8, 12)
                        .number("numbered.count", "Count", datagram.count(), 12, 16)
                        .text("numbered.time", "Sent at",
                                Instant.ofEpochSecond(0, datagram.sentAt()).toString(), 16, 24));
    }

    private static ApplicationMessage reliable(ReliableDatagram datagram, Carried carried) {
        int length = carried.bytes().length;
        return switch (datagram) {
            case ReliableDatagram.Data(int session, int sequence, int base, byte[] message) -> {
                String text = new String(message, StandardCharsets.UTF_8);
                yield new ApplicationMessage("reliable", carried, ReliableDatagram.DATA_HEADER_LENGTH,
                        "DATA " + Integer.toUnsignedString(sequence) + ": " + text, text, List.of(),
                        sink -> session(sink.text("reliable.type", "Type", "DATA", 0, 4), session)
                                .number("reliable.sequence", "Sequence", Integer.toUnsignedLong(sequence), 8,
                                        12)
                                .number("reliable.base", "Base", Integer.toUnsignedLong(base), 12, 16)
                                .text("reliable.message", "Message", text,
                                        ReliableDatagram.DATA_HEADER_LENGTH, length));
            }
            case ReliableDatagram.Ack(int session, int next, long arrived) -> new ApplicationMessage(
                    "reliable", carried, ReliableDatagram.ACK_LENGTH,
                    "ACK before " + Integer.toUnsignedString(next)
                            + (arrived == 0 ? "" : ", " + Long.bitCount(arrived) + " after it"),
                    "", List.of(),
                    sink -> session(sink.text("reliable.type", "Type", "ACK", 0, 4), session)
                            .number("reliable.next", "Next", Integer.toUnsignedLong(next), 8, 12)
                            .text("reliable.arrived", "Arrived", Long.toBinaryString(arrived), 12, 20));
        };
    }

    private static FieldSink session(FieldSink sink, int session) {
        return sink.number("reliable.session", "Session", Integer.toUnsignedLong(session), 4, 8);
    }
}
