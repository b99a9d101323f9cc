package netkit.packet.ladder;

import java.util.Optional;
import java.util.StringJoiner;

import netkit.packet.ArpPacket;
import netkit.packet.IcmpMessage;
import netkit.packet.IpPacket;
import netkit.packet.PacketView;
import netkit.packet.TcpOption;
import netkit.packet.TcpSegment;
import netkit.packet.UdpDatagram;
import netkit.packet.Undecoded;
import netkit.packet.stream.TcpTracker;

/** Formats the one-line summary of a packet in a ladder diagram. */
final class PacketLabel {
    /** TCP flags in the conventional order of printing. */
    private enum Flag {
        SYN(TcpSegment.SYN), FIN(TcpSegment.FIN), RST(TcpSegment.RST), PSH(TcpSegment.PSH), ACK(
                TcpSegment.ACK), URG(TcpSegment.URG), ECE(TcpSegment.ECE), CWR(TcpSegment.CWR);

        private final int bit;

        Flag(int bit) {
            this.bit = bit;
        }
    }

    private PacketLabel() {}

    /**
     * Returns text such as {@code SYN seq=0 win=64240 mss=1460}; the window is included on a SYN and when it is zero.
     */
    static String of(TcpSegment segment, TcpTracker.TrackedSegment reading) {
        StringJoiner label = new StringJoiner(" ");
        label.add(flags(segment)).add("seq=" + reading.sequence());
        if (segment.has(TcpSegment.ACK)) {
            label.add("ack=" + reading.acknowledgment());
        }
        if (segment.payloadLength() > 0) {
            label.add("len=" + segment.payloadLength());
        }
        boolean isZeroWindow = segment.window() == 0 && !segment.has(TcpSegment.RST); // a reset's window has no meaning
        if (segment.has(TcpSegment.SYN) || isZeroWindow) {
            label.add("win=" + segment.window());
        }
        maximumSegmentSize(segment).ifPresent(mss -> label.add("mss=" + mss));
        for (TcpTracker.Range range : reading.sackBlocks()) {
            // RFC 2883 §4: a block below the acknowledgment number reports duplicate data
            String name = range.right() <= reading.acknowledgment() ? "dsack=" : "sack=";
            label.add(name + range.left() + "-" + range.right());
        }
        return label.toString();
    }

    private static String flags(TcpSegment segment) {
        StringJoiner text = new StringJoiner(",");
        for (Flag flag : Flag.values()) {
            if (segment.has(flag.bit)) {
                text.add(flag.name());
            }
        }
        return text.length() == 0 ? "no flags" : text.toString();
    }

    private static Optional<Integer> maximumSegmentSize(TcpSegment segment) {
        for (TcpOption option : segment.options()) {
            if (option instanceof TcpOption.MaximumSegmentSize(int bytes)) {
                return Optional.of(bytes);
            }
        }
        return Optional.empty();
    }

    /** Returns text such as {@code 40000→80}, empty if there are no ports. */
    static String flow(PacketView view) {
        return switch (view.transport()) {
            case TcpSegment tcp -> tcp.sourcePort() + "→" + tcp.destinationPort();
            case UdpDatagram udp -> udp.sourcePort() + "→" + udp.destinationPort();
            case IcmpMessage _,Undecoded _ -> "";
        };
    }

    /** Returns the label of any packet but a TCP segment, whose relative numbers depend on earlier segments. */
    static String of(PacketView view) {
        return switch (view.network()) {
            case ArpPacket arp -> arp(arp);
            case IpPacket ip -> transport(view, ip) + fragment(ip);
            case Undecoded why -> view.ethernet() == null ? "packet, " + text(why)
                    : "ethertype 0x" + String.format("%04x", view.ethernet().ethertype()) + ", " + text(why);
        };
    }

    private static String transport(PacketView view, IpPacket ip) {
        return switch (view.transport()) {
            case TcpSegment _ -> "TCP " + flow(view);
            case UdpDatagram udp -> "UDP " + flow(view) + " len=" + udp.payloadLength();
            case IcmpMessage icmp -> icmp(icmp);
            case Undecoded why -> protocol(ip) + (why == Undecoded.LATER_FRAGMENT ? "" : ", " + text(why));
        };
    }

    private static String protocol(IpPacket ip) {
        return switch (ip.protocol()) {
            case IpPacket.TCP -> "TCP";
            case IpPacket.UDP -> "UDP";
            case IpPacket.ICMP -> "ICMP";
            case IpPacket.ICMPV6 -> "ICMPv6";
            case IpPacket.NO_NEXT_HEADER -> "IP";
            default -> "IP protocol " + ip.protocol();
        };
    }

    private static String fragment(IpPacket ip) {
        return ip.isFragment()
                ? " fragment " + ip.fragmentOffset() + "-" + (ip.fragmentOffset() + ip.payloadLength())
                        + (ip.hasMoreFragments() ? "" : " (last)")
                : "";
    }

    private static String text(Undecoded why) {
        return switch (why) {
            case NONE -> "empty";
            case TRUNCATED -> "truncated";
            case MALFORMED -> "malformed";
            case UNSUPPORTED -> "not decoded";
            case LATER_FRAGMENT -> "a later fragment";
        };
    }

    private static String arp(ArpPacket arp) {
        if (arp.operation() == ArpPacket.REPLY) {
            return "ARP " + arp.sender() + " is-at " + arp.senderHardware();
        }
        if (arp.operation() != ArpPacket.REQUEST) {
            return "ARP operation " + arp.operation();
        }
        // RFC 5227 §3: a request for the sender's own address is an announcement
        return arp.sender().equals(arp.target()) ? "ARP announces " + arp.sender()
                : "ARP who-has " + arp.target();
    }

    private static String icmp(IcmpMessage icmp) {
        String name = icmp.isVersion6() ? "ICMPv6 " : "ICMP ";
        if (icmp.isEchoRequest() || icmp.isEchoReply()) {
            return name + "echo " + (icmp.isEchoRequest() ? "request" : "reply") + " id=" + icmp.identifier()
                    + " seq=" + icmp.sequence();
        }
        return name + (icmp.isVersion6() ? kind6(icmp) : kind4(icmp));
    }

    /** RFC 792. */
    private static String kind4(IcmpMessage icmp) {
        return switch (icmp.type()) {
            case IcmpMessage.V4_UNREACHABLE -> switch (icmp.code()) {
                case 0 -> "network unreachable";
                case 1 -> "host unreachable";
                case 2 -> "protocol unreachable";
                case 3 -> "port unreachable";
                case 4 -> "fragmentation needed mtu=" + icmp.pathMtu();
                default -> "unreachable code=" + icmp.code();
            };
            case IcmpMessage.V4_TIME_EXCEEDED -> "time exceeded";
            default -> "type=" + icmp.type() + " code=" + icmp.code();
        };
    }

    /** RFC 4443, RFC 4861. */
    private static String kind6(IcmpMessage icmp) {
        String target = icmp.targetAddress().map(address -> " " + address).orElse("");
        return switch (icmp.type()) {
            case IcmpMessage.V6_UNREACHABLE -> icmp.code() == 4 ? "port unreachable"
                    : "unreachable code=" + icmp.code();
            case IcmpMessage.V6_PACKET_TOO_BIG -> "packet too big mtu=" + icmp.pathMtu();
            case IcmpMessage.V6_TIME_EXCEEDED -> "time exceeded";
            case IcmpMessage.V6_ROUTER_SOLICITATION -> "router solicitation";
            case IcmpMessage.V6_ROUTER_ADVERTISEMENT -> "router advertisement";
            case IcmpMessage.V6_NEIGHBOUR_SOLICITATION -> "neighbour solicitation" + target;
            case IcmpMessage.V6_NEIGHBOUR_ADVERTISEMENT -> "neighbour advertisement" + target;
            case IcmpMessage.V6_LISTENER_REPORT -> "multicast listener report";
            default -> "type=" + icmp.type() + " code=" + icmp.code();
        };
    }
}
