package netkit.lesson.check;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

import netkit.lab.script.LabSyntaxException;
import netkit.packet.EthernetFrame;
import netkit.packet.LinkType;
import netkit.packet.PacketBuilder;
import netkit.packet.TcpSegment;

/**
 * A packet of a capture file, as its layers are listed in {@code checks.lab}, from the link upwards:
 * {@code packet ethernet vlan(7) ipv4(options=8) tcp payload("hello") padding}. Addresses, ports and sequence numbers are
 * random; lengths and checksums are correct.
 *
 * @param layers in the order of the wire
 * @param payload what the uppermost layer carries; absent for nothing
 * @param padding zero bytes after the packet; absent for none
 * @param cut how many of the last bytes the file lacks; absent for none
 */
public record PacketSpec(List<LayerSpec> layers, Optional<BytesExpression> payload, Optional<Size> padding,
        Optional<NumberExpression> cut) {
    private static final HexFormat HEX = HexFormat.of();
    private static final int ARP_LENGTH = 28;
    private static final int MAX_OPTIONS = 40;
    private static final int OPTIONS_UNIT = 4;
    private static final int EXTENSION_UNIT = 8;
    private static final int MAX_RANDOM_EXTENSION = 32;
    private static final int MAX_PACKET = 65_000;

    /** A kind of header. */
    enum Kind {
        ETHERNET("ethernet", 0), VLAN("vlan", 1), ARP("arp", 2), IPV4("ipv4", 2), IPV6("ipv6",
                2), HOP_BY_HOP("hop-by-hop", 3), ROUTING("routing", 3), DESTINATION_OPTIONS(
                        "destination-options", 3), TCP("tcp", 4), UDP("udp", 4);

        private final String word;
        private final int rank;

        Kind(String word, int rank) {
            this.word = word;
            this.rank = rank;
        }

        String word() {
            return word;
        }

        /** Whether this header may follow the other one directly. */
        boolean mayFollow(Kind below) {
            return switch (this) {
                case ETHERNET -> below == null;
                case VLAN -> below == ETHERNET || below == VLAN;
                case ARP -> below == ETHERNET || below == VLAN;
                case IPV4, IPV6 -> below == null || below.rank < rank;
                case HOP_BY_HOP, ROUTING, DESTINATION_OPTIONS -> below == IPV6
                        || below != null && below.rank == rank;
                case TCP, UDP -> below == IPV4 || below == IPV6 || below != null && below.rank == rank - 1;
            };
        }
    }

    /** A number of bytes, or any that is possible. */
    record Size(Optional<NumberExpression> bytes) {
        static final Size ANY = new Size(Optional.empty());
    }

    /** @param size of the options or of an extension header; the id of a VLAN tag; absent for the default */
    record LayerSpec(Kind kind, Optional<Size> size) {}

    /**
     * The packet in a file.
     *
     * @param bytes those in the file
     * @param length of the packet on the wire
     */
    public record Built(LinkType linkType, byte[] bytes, int length) {}

    public LinkType linkType() {
        return layers.getFirst().kind == Kind.ETHERNET ? LinkType.ETHERNET : LinkType.RAW_IP;
    }

    /**
     * Builds the packet.
     *
     * @throws LabSyntaxException if a number does not fit
     */
    public Built build(Names names) {
        byte[] content = payload.map(bytes -> bytes.bytes(names)).orElse(new byte[0]);
        if (content.length > MAX_PACKET) {
            throw new LabSyntaxException(1, "a packet carries at most " + MAX_PACKET + " bytes");
        }
        byte[] packet = has(Kind.ARP) ? arp(names.random()) : ip(names, content);
        int length = packet.length + padding.map(size -> padding(size, packet.length, names)).orElse(0);
        int missing = cut.map(number -> (int) number.value(names)).orElse(0);
        if (missing < 0 || missing > content.length) {
            throw new LabSyntaxException(1,
                    "cut(" + missing + ") does not leave the headers whole: the payload has "
                            + content.length + " bytes");
        }
        return new Built(linkType(), Arrays.copyOf(Arrays.copyOf(packet, length), length - missing), length);
    }

    private boolean has(Kind kind) {
        return layers.stream().anyMatch(layer -> layer.kind == kind);
    }

    private static int padding(Size size, int length, Names names) {
        return size.bytes.map(number -> sized(number.value(names), 1, MAX_PACKET, "padding"))
                .orElse(Math.max(0, EthernetFrame.MIN_LENGTH - length));
    }

    private byte[] ip(Names names, byte[] content) {
        SplittableRandom random = names.random();
        PacketBuilder builder = has(Kind.IPV6)
                ? PacketBuilder.ip("2001:db8::" + Integer.toHexString(random.nextInt(1, 0x10000)),
                        "2001:db8:1::" + Integer.toHexString(random.nextInt(1, 0x10000)))
                : PacketBuilder.ip("192.0.2." + random.nextInt(1, 255),
                        "198.51.100." + random.nextInt(1, 255));
        for (LayerSpec layer : layers) {
            switch (layer.kind) {
                case ETHERNET -> builder.ethernet(mac(random), mac(random));
                case VLAN -> builder.vlan(layer.size.flatMap(Size::bytes)
                        .map(id -> sized(id.value(names), 1, 4094, "vlan"))
                        .orElseGet(() -> random.nextInt(1, 4095)));
                case IPV4 -> layer.size.ifPresent(
                        size -> builder.ipOptions(
                                ipOptions(units(size, OPTIONS_UNIT, MAX_OPTIONS, names, "options"))));
                case IPV6, ARP -> {}
                case HOP_BY_HOP -> builder.extension(0, options(extension(layer, names)));
                case ROUTING -> builder.extension(43, routing(extension(layer, names)));
                case DESTINATION_OPTIONS -> builder.extension(60, options(extension(layer, names)));
                case TCP -> {
                    builder.tcp(port(random), port(random),
                            content.length > 0 ? TcpSegment.ACK | TcpSegment.PSH : TcpSegment.ACK,
                            random.nextInt(), random.nextInt());
                    layer.size.ifPresent(size -> builder.tcpOptions(
                            tcpOptions(units(size, OPTIONS_UNIT, MAX_OPTIONS, names, "options"), random)));
                }
                case UDP -> builder.udp(port(random), port(random));
            }
        }
        return builder.payload(content).build();
    }

    private static int sized(long number, int least, int most, String what) {
        if (number < least || number > most) {
            throw new LabSyntaxException(1, what + " is " + least + " to " + most + ", not " + number);
        }
        return (int) number;
    }

    private static int units(Size size, int unit, int most, Names names, String what) {
        if (size.bytes.isEmpty()) {
            return unit * names.random().nextInt(1, most / unit + 1);
        }
        int bytes = sized(size.bytes.get().value(names), unit, most, what);
        if (bytes % unit != 0) {
            throw new LabSyntaxException(1, what + " are a multiple of " + unit + " bytes, not " + bytes);
        }
        return bytes;
    }

    private static int extension(LayerSpec layer, Names names) {
        Size size = layer.size.orElse(new Size(Optional.of(_ -> EXTENSION_UNIT)));
        return units(size, EXTENSION_UNIT,
                size.bytes.isEmpty() ? MAX_RANDOM_EXTENSION : 256 * EXTENSION_UNIT, names,
                "extension headers");
    }

    private static int port(SplittableRandom random) {
        return random.nextInt(10_000, 65_536);
    }

    /** Locally administered, no group. */
    private static long mac(SplittableRandom random) {
        return 0x02L << 40 | random.nextLong(1L << 40);
    }

    /** Router alert (RFC 2113), or an empty record route (RFC 791 §3.1) and the end of the options. */
    private static String ipOptions(int length) {
        return length == OPTIONS_UNIT ? "94040000"
                : "07" + HEX.toHexDigits((byte) (length - 1)) + "04" + "00".repeat(length - 3);
    }

    /** Timestamps (RFC 7323) with what comes before them in practice, if there is room; no-operations behind them. */
    private static String tcpOptions(int length, SplittableRandom random) {
        String times = "080a" + HEX.toHexDigits(random.nextInt()) + HEX.toHexDigits(random.nextInt());
        String maximum = "020405b4";
        String some = length >= 20 ? maximum + "0402" + times + "01030307"
                : length >= 12 ? "0101" + times : maximum;
        return some + "01".repeat(length - some.length() / 2);
    }

    /** The length in units of 8 bytes after the first 8, and one option that is padding (RFC 8200 §4.2). */
    private static String options(int length) {
        return HEX.toHexDigits((byte) (length / EXTENSION_UNIT - 1)) + "01"
                + HEX.toHexDigits((byte) Math.min(255, length - 4)) + "00".repeat(length - 4);
    }

    /** An experimental routing header without segments left (RFC 4727 §3.1.4). */
    private static String routing(int length) {
        return HEX.toHexDigits((byte) (length / EXTENSION_UNIT - 1)) + "fd00" + "00".repeat(length - 4);
    }

    private byte[] arp(SplittableRandom random) {
        long sender = mac(random);
        ByteBuffer frame = ByteBuffer.allocate(EthernetFrame.HEADER_LENGTH + ARP_LENGTH
                + 4 * (int) layers.stream().filter(layer -> layer.kind == Kind.VLAN).count());
        frame.putShort((short) 0xFFFF).putInt(-1).putShort((short) (sender >>> 32)).putInt((int) sender);
        for (LayerSpec layer : layers) {
            if (layer.kind == Kind.VLAN) {
                frame.putShort((short) EthernetFrame.TYPE_VLAN).putShort((short) random.nextInt(1, 4095));
            }
        }
        return frame.putShort((short) EthernetFrame.TYPE_ARP).putShort((short) 1)
                .putShort((short) EthernetFrame.TYPE_IPV4).put((byte) 6).put((byte) 4).putShort((short) 1)
                .putShort((short) (sender >>> 32)).putInt((int) sender)
                .put(new byte[] {(byte) 192, 0, 2, (byte) random.nextInt(1, 255)}).put(new byte[6])
                .put(new byte[] {(byte) 192, 0, 2, (byte) random.nextInt(1, 255)}).array();
    }
}
