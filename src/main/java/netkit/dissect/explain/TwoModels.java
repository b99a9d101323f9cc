package netkit.dissect.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

import netkit.dissect.ByteSource;
import netkit.dissect.DissectedLayer;
import netkit.dissect.DissectedPacket;
import netkit.dissect.Field;
import netkit.dissect.Protocol;
import netkit.dissect.Protocol.ModelLayer;

/** A packet in the OSI model (ISO/IEC 7498-1) and in the TCP/IP model (RFC 1122 §1.1.3), layer by layer. */
public final class TwoModels {
    private static final List<String> OSI_NAMES = List.of("physical", "data link", "network", "transport",
            "session", "presentation", "application");
    private static final int PHYSICAL = 1;
    private static final int TRANSPORT = 4;
    private static final int SESSION = 5;
    private static final int PRESENTATION = 6;
    private static final int APPLICATION = 7;

    /**
     * A layer of the OSI model, and what the packet has there.
     *
     * @param number 1 to 7
     * @param name in the OSI model
     * @param model the layer of the TCP/IP model that does its work
     * @param protocols what the packet has there; empty for nothing
     * @param length bytes of these headers; for the application the whole payload; empty if it has none of its own
     * @param explanation what the layer does in this packet, or why it has nothing; one or two sentences
     */
    public record OsiLayer(int number, String name, ModelLayer model, String protocols, OptionalInt length,
            String explanation) {}

    private TwoModels() {}

    /** Returns the name of a layer of the OSI model, 1 to 7. */
    public static String osiName(int layer) {
        return OSI_NAMES.get(layer - 1);
    }

    /** Returns the name of a layer of the TCP/IP model. */
    public static String name(ModelLayer layer) {
        return layer.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the seven layers of the OSI model, the application first. */
    public static List<OsiLayer> of(DissectedPacket packet) {
        List<OsiLayer> layers = new ArrayList<>();
        for (int number = APPLICATION; number >= PHYSICAL; number--) {
            layers.add(layer(packet, number));
        }
        return layers;
    }

    /** Returns whether the packet carries bytes of a program. */
    public static boolean hasApplicationBytes(DissectedPacket packet) {
        boolean hasTransport = has(packet, Protocol.TCP) || has(packet, Protocol.UDP);
        return hasTransport && Overhead.of(packet).payload() > 0;
    }

    private static OsiLayer layer(DissectedPacket packet, int number) {
        List<DissectedLayer> here = packet.layers().stream()
                .filter(layer -> layer.protocol().osiLayer() == number)
                .filter(layer -> number != APPLICATION || layer.protocol() != Protocol.DATA
                        || layer.to() > layer.from())
                .toList();
        String protocols = here.stream().map(layer -> layer.protocol().displayName()).distinct()
                .collect(Collectors.joining(", "));
        ModelLayer model = number > TRANSPORT ? ModelLayer.APPLICATION
                : number == TRANSPORT ? ModelLayer.TRANSPORT
                        : number == TRANSPORT - 1 ? ModelLayer.INTERNET : ModelLayer.LINK;
        return new OsiLayer(number, osiName(number), model, protocols, length(packet, here, number),
                explanation(packet, here, number));
    }

    private static OptionalInt length(DissectedPacket packet, List<DissectedLayer> here, int number) {
        if (number == APPLICATION && hasApplicationBytes(packet)) {
            return OptionalInt.of(Overhead.of(packet).payload());
        }
        if (here.isEmpty()) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(number > TRANSPORT ? Overhead.of(packet).payload()
                : here.stream().filter(layer -> layer.source().origin() == ByteSource.Origin.PACKET)
                        .mapToInt(layer -> layer.headerTo() - layer.from()).sum());
    }

    private static String explanation(DissectedPacket packet, List<DissectedLayer> here, int number) {
        return switch (number) {
            case APPLICATION -> here.isEmpty() && hasApplicationBytes(packet)
                    ? "Bytes of a program, which are part of a message or of a protocol that netkit does not know."
                    : here.isEmpty()
                            ? "Nothing: the packet carries no bytes of a program, only the work of the layers below."
                            : "What the programs say: " + here.getFirst().protocol().displayName() + ". "
                                    + here.getFirst().summary();
            case PRESENTATION -> presentation(packet, here);
            case SESSION -> session(packet);
            case TRANSPORT -> transport(packet, here);
            case TRANSPORT - 1 -> network(packet, here);
            case TRANSPORT - 2 -> link(here);
            default ->
                "Bits on a cable, in light or by radio. A capture has none of it: the preamble and, mostly,"
                        + " the frame check sequence are gone before the system sees the frame.";
        };
    }

    private static String presentation(DissectedPacket packet, List<DissectedLayer> here) {
        if (!here.isEmpty()) {
            return "Teaching texts place TLS here: it encrypts and authenticates the bytes of the application. In the"
                    + " TCP/IP model it is part of the application layer.";
        }
        String way = has(packet, Protocol.WEBSOCKET)
                ? "WebSocket itself says that a text message is UTF-8 (RFC 6455 §5.6), and masks or compresses it"
                : has(packet, Protocol.HTTP)
                        ? "HTTP names the format in its own fields, such as Content-Type and Content-Encoding"
                        : has(packet, Protocol.DNS) ? "DNS has one fixed encoding of its own (RFC 1035 §4)"
                                : has(packet, Protocol.DATA) || applications(packet).isEmpty()
                                        ? "the program encodes its own text and numbers"
                                        : applications(packet)
                                                + " defines the encoding of its own text and numbers";
        return "No header of its own: how data are encoded is the application's business in TCP/IP; " + way
                + ".";
    }

    private static String session(DissectedPacket packet) {
        String way = has(packet, Protocol.SOCKET_IO) || has(packet, Protocol.ENGINE_IO)
                ? "Engine.IO keeps one, by an id (sid) in its own messages and the URL"
                : has(packet, Protocol.WEBSOCKET)
                        ? "WebSocket opens, pings and closes it by frames of its own"
                        : has(packet, Protocol.HTTP)
                                ? "HTTP has requests that stand alone, and cookies where a program needs one"
                                : has(packet, Protocol.TCP)
                                        ? "a TCP connection opens, keeps and closes the conversation, the program does the rest"
                                        : has(packet, Protocol.UDP)
                                                ? "UDP knows no conversation, so a program that needs one numbers its datagrams itself"
                                                : "this packet belongs to none";
        return "No header of its own: TCP/IP has no session layer; " + way + ".";
    }

    private static String transport(DissectedPacket packet, List<DissectedLayer> here) {
        if (here.isEmpty()) {
            return has(packet, Protocol.ARP)
                    ? "Nothing: ARP is used within one link, between systems and not programs."
                    : "Nothing: such a packet is for the system and not for a program, so it needs no port.";
        }
        DissectedLayer layer = here.getFirst();
        String prefix = layer.protocol().filterName();
        String ports = value(layer, prefix + ".srcport").orElse("?") + " and "
                + value(layer, prefix + ".dstport").orElse("?");
        return layer.protocol() == Protocol.TCP
                ? "Ports " + ports
                        + " name the programs. TCP makes a reliable stream of bytes: it numbers them"
                        + value(layer, "tcp.seq").or(() -> value(layer, "tcp.seq_raw"))
                                .map(number -> " (here from " + number + ")").orElse("")
                        + ", acknowledges them and sends lost ones again."
                : "Ports " + ports
                        + " name the programs. UDP adds a length and a checksum, and no promise that a datagram"
                        + " arrives, or once, or in order.";
    }

    private static String network(DissectedPacket packet, List<DissectedLayer> here) {
        if (here.isEmpty()) {
            return has(packet, Protocol.ARP)
                    ? "Nothing: ARP finds the link's address for an address of this layer, so it cannot need it."
                    : "Nothing that netkit knows.";
        }
        DissectedLayer ip = here.getFirst();
        Optional<String> hops = value(ip, "ip.ttl").or(() -> value(ip, "ipv6.hlim"));
        return "From " + packet.source() + " to " + packet.destination()
                + ": addresses that hold across networks. Each router reads them and sends the packet on"
                + hops.map(count -> ", at most " + count + " of them").orElse("") + ".";
    }

    private static String link(List<DissectedLayer> here) {
        if (here.isEmpty()) {
            return "Not in this capture: its interface hands over IP packets without a link header.";
        }
        DissectedLayer layer = here.getFirst();
        return switch (layer.protocol()) {
            case ETHERNET -> "From the interface " + layer.sourceAddress().orElse("?") + " to "
                    + layer.destinationAddress().orElse("?")
                    + ": addresses of this link alone; the next router replaces them.";
            case LINUX_COOKED, LOOPBACK ->
                "Not a header of the wire: the capturing system wrote it in place of one.";
            default -> "Carries the packet over one link, to the next host or router.";
        };
    }

    private static boolean has(DissectedPacket packet, Protocol protocol) {
        return packet.layers().stream().anyMatch(layer -> layer.protocol() == protocol);
    }

    private static String applications(DissectedPacket packet) {
        return packet.layers().stream().map(DissectedLayer::protocol)
                .filter(protocol -> protocol.osiLayer() == APPLICATION).map(Protocol::displayName).distinct()
                .collect(Collectors.joining(", "));
    }

    private static Optional<String> value(DissectedLayer layer, String name) {
        return layer.fields().stream().filter(field -> field.name().equals(name)).map(Field::shown)
                .findFirst();
    }
}
