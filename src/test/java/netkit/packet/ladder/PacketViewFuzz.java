package netkit.packet.ladder;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;

import netkit.packet.ArpPacket;
import netkit.packet.IcmpMessage;
import netkit.packet.IpPacket;
import netkit.packet.Layer;
import netkit.packet.LinkType;
import netkit.packet.PacketView;
import netkit.packet.TcpSegment;
import netkit.packet.UdpDatagram;
import netkit.packet.Undecoded;
import netkit.testing.FuzzInput;

/** Packets from Ethernet to TCP and their labels: nothing is thrown, and each layer is within the captured bytes. */
public final class PacketViewFuzz {
    private PacketViewFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        for (LinkType linkType : LinkType.values()) {
            PacketView view = new PacketView();
            Ladder ladder = new Ladder();
            long number = 0;
            for (byte[] packet : FuzzInput.parts(input)) {
                check(view.decode(linkType, packet, 0, packet.length), packet.length);
                ladder.sent(new SentPacket(number++, number * 1_000_000, "alice", "bob", linkType, packet,
                        number % 3 == 0 ? Optional.of("lost") : Optional.empty(), List.of()));
            }
            check(view.decode(linkType, input, 0, input.length), input.length);
        }
    }

    private static void check(PacketView view, int length) {
        view.transportChecksum();
        switch (view.network()) {
            case IpPacket ip -> {
                within(ip, length);
                assertTrue(ip.source().toString().length() + ip.destination().toString().length() > 0,
                        "no address");
            }
            case ArpPacket arp -> assertTrue((arp.sender() + " " + arp.senderHardware() + arp.targetHardware()
                    + arp.target()).length() > 0, "no address");
            case Undecoded _ -> {}
        }
        switch (view.transport()) {
            case TcpSegment segment -> {
                within(segment, length);
                assertTrue(segment.options().size() <= 40, "options");
            }
            case UdpDatagram datagram -> within(datagram, length);
            case IcmpMessage message -> within(message, length);
            case Undecoded _ -> {}
        }
    }

    private static void within(Layer layer, int length) {
        assertTrue(layer.from() >= 0 && layer.payloadFrom() >= layer.from()
                && (layer.payloadTo() >= layer.payloadFrom() || layer.isTruncated())
                && layer.payloadTo() <= length,
                layer.from() + " " + layer.payloadFrom() + " " + layer.payloadTo() + " of " + length);
        assertTrue(layer.payloadLength() >= 0, "payload length " + layer.payloadLength());
    }
}
