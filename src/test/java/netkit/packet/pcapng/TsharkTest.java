package netkit.packet.pcapng;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.packet.ChecksumVerdict;
import netkit.packet.IpAddress;
import netkit.packet.IpPacket;
import netkit.packet.Ipv4Packet;
import netkit.packet.LinkType;
import netkit.packet.PacketBuilder;
import netkit.packet.PacketDirection;
import netkit.packet.PacketView;
import netkit.packet.TcpSegment;
import netkit.packet.ladder.Ladder;
import netkit.packet.ladder.LadderArrow;
import netkit.packet.ladder.SentPacket;
import netkit.packet.pcapng.PcapngBlock.NameResolution.NamedAddress;
import netkit.packet.stream.SegmentMark;
import netkit.testing.Tshark;

/** Compares captures, decoding and ladder marks with tshark. */
@Tag("peers")
@Tag("slow")
class TsharkTest {
    private static final int ACK = TcpSegment.ACK;
    private static final int PSH = TcpSegment.PSH;
    private static final int SYN = TcpSegment.SYN;
    private static final int FIN = TcpSegment.FIN;
    private static final String ALICE = "192.0.2.1";
    private static final String BOB = "192.0.2.2";
    private static final String ALICE6 = "2001:db8::1";
    private static final String BOB6 = "2001:db8::2";
    private static final long START = 1_700_000_000_123_456_789L;

    @TempDir
    private Path folder;
    private Path capture;

    @BeforeEach
    void name() {
        capture = folder.resolve("capture.pcapng");
    }

    private PcapngWriter writer() throws IOException {
        OutputStream out = Files.newOutputStream(capture);
        return new PcapngWriter(out, "netkit test", List.of("made by a test"));
    }

    private static PacketBuilder echo(int rest) {
        return PacketBuilder.ip(ALICE, BOB).icmp(8, 0, rest).payload(56);
    }

    @Test
    void tsharkShowsEveryFieldOfACapture() throws Exception {
        try (PcapngWriter writer = writer()) {
            int alice = writer.addInterface("alice", "alice's end of the wire", LinkType.RAW_IP, 96);
            int bob = writer.addInterface("bob", "bob's end of the wire", LinkType.ETHERNET, 0);
            writer.names(List.of(name(ALICE, "alice"), name(BOB, "bob"), name(ALICE6, "alice"),
                    name(BOB6, "bob")));
            writer.packet(alice, START, PacketBuilder.ip(ALICE, BOB).udp(40_000, 9001).payload(500).build(),
                    PacketDirection.OUTBOUND, List.of("dropped by the wire: loss"));
            writer.packet(bob, START + 1, PacketBuilder.ip(ALICE6, BOB6).udp(40_000, 9001).payload(1)
                    .ethernet(0x020000000001L, 0x020000000002L).build(), PacketDirection.INBOUND,
                    List.of("delayed 80 ms", "zweite Kopie, später"));
            writer.packet(alice, START + 1_000_000_000, echo(1).build(), PacketDirection.UNKNOWN, List.of());
            writer.statistics(alice, START + 1_000_000_001, 2, 0);
            writer.statistics(bob, START + 1_000_000_001, 1, 0);
        }
        assertEquals(
                List.of("1700000000.123456789|alice|alice's end of the wire|0x00000002|528|96|dropped by the wire: loss",
                        "1700000000.123456790|bob|bob's end of the wire|0x00000001|63|63|"
                                + "delayed 80 ms,zweite Kopie, später",
                        "1700000001.123456789|alice|alice's end of the wire||84|84|"),
                Tshark.fields(capture, List.of(), "frame.time_epoch", "frame.interface_name",
                        "frame.interface_description", "frame.packet_flags", "frame.len", "frame.cap_len",
                        "frame.comment"));
        assertEquals(List.of("alice|bob", "alice|bob", "alice|bob"),
                Tshark.read(capture, "-N", "n", "-T", "fields",
                        "-E", "separator=|", "-e", "_ws.col.Source", "-e", "_ws.col.Destination"));
        assertEquals(List.of(), Tshark.read(capture, "-Y", "_ws.malformed"));
        assertTrue(String.join("\n", Tshark.read(capture, "-V")).contains("outbound"),
                "the direction is decoded");
        assertSummary("Capture application: netkit test", "Capture comment: made by a test",
                "Number of packets: 3",
                "File timestamp precision: nanoseconds (9)", "Name = alice", "Capture length = 96",
                "Name = bob",
                "Number of stat entries = 1", "Number of resolved IPv4 addresses in file: 2",
                "Number of resolved IPv6 addresses in file: 2");
    }

    private void assertSummary(String... lines) throws Exception {
        List<String> summary = Tshark.summary(capture).stream()
                .map(line -> line.strip().replaceAll("  +", " "))
                .toList();
        for (String line : lines) {
            assertTrue(summary.contains(line), () -> "no '" + line + "' in\n" + String.join("\n", summary));
        }
    }

    private static NamedAddress name(String address, String name) {
        return new NamedAddress(IpAddress.of(InetAddress.ofLiteral(address)), name);
    }

    private void write(List<byte[]> packets) throws IOException {
        try (PcapngWriter writer = writer()) {
            int wire = writer.addInterface("wire", "", LinkType.RAW_IP, 0);
            for (int i = 0; i < packets.size(); i++) {
                writer.packet(wire, START + i * 1_000_000L, packets.get(i), PacketDirection.UNKNOWN,
                        List.of());
            }
        }
    }

    @Test
    void tsharkAgreesWithTheChecksumVerdicts() throws Exception {
        byte[] wrong = PacketBuilder.ip(ALICE6, BOB6).tcp(1, 80, ACK, 1, 1).payload(3).build();
        wrong[62]++;
        List<byte[]> packets = List.of(
                PacketBuilder.ip(ALICE, BOB).ipOptions("94040000").udp(1, 2).payload(3).build(),
                PacketBuilder.ip(ALICE6, BOB6).udp(1, 2).payload(3).build(),
                PacketBuilder.ip(ALICE, BOB).tcp(1, 80, ACK, 1, 1).payload(3).build(),
                PacketBuilder.ip(ALICE6, BOB6).extension(60, "00010400000000").tcp(1, 80, ACK, 1, 1).build(),
                echo(7).build(), PacketBuilder.ip(ALICE6, BOB6).icmp(128, 0, 7).payload(5).build(), wrong);
        write(packets);
        List<String> verdicts = Tshark.fields(capture, List.of("-o", "ip.check_checksum:TRUE", "-o",
                "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"), "ip.checksum.status",
                "udp.checksum.status", "tcp.checksum.status", "icmp.checksum.status",
                "icmpv6.checksum.status");
        assertEquals(List.of("1|1|||", "|1|||", "1||1||", "||1||", "1|||1|", "||||1", "||0||"), verdicts);
        PacketView view = new PacketView();
        for (byte[] packet : packets) {
            assertEquals(packet == wrong ? ChecksumVerdict.WRONG : ChecksumVerdict.CORRECT,
                    view.decode(LinkType.RAW_IP, packet, 0, packet.length).transportChecksum());
        }
    }

    @Test
    void tsharkDecodesTheSameFields() throws Exception {
        List<byte[]> packets = List.of(
                PacketBuilder.ip(ALICE, BOB).ipOptions("94040000")
                        .tcp(40_000, 80, PSH | ACK, 4_000_000_000L, 77)
                        .window(1234).payload(3).build(),
                PacketBuilder.ip(ALICE6, BOB6).extension(0, "00050200000100").extension(60, "00010400000000")
                        .tcp(1, 65_535, SYN, 5, 0).build(),
                PacketBuilder.ip(ALICE6, BOB6).fragment(0xABCDEF01, 0, false).tcp(7, 8, FIN | ACK, 1, 2)
                        .payload(28)
                        .build());
        write(packets);
        List<String> expected = Tshark.fields(capture,
                List.of("-o", "tcp.relative_sequence_numbers:FALSE", "-o", "ip.defragment:FALSE", "-o",
                        "ipv6.defragment:FALSE"),
                "ip.src", "ipv6.src", "tcp.srcport", "tcp.dstport", "tcp.seq", "tcp.ack", "tcp.flags",
                "tcp.len",
                "tcp.window_size_value");
        PacketView view = new PacketView();
        List<String> actual = new ArrayList<>();
        for (byte[] packet : packets) {
            view.decode(LinkType.RAW_IP, packet, 0, packet.length);
            IpPacket ip = (IpPacket) view.network();
            TcpSegment tcp = (TcpSegment) view.transport();
            actual.add((ip instanceof Ipv4Packet ? ip.source() + "|" : "|" + ip.source()) + "|"
                    + tcp.sourcePort() + "|"
                    + tcp.destinationPort() + "|" + Integer.toUnsignedString(tcp.sequence()) + "|"
                    + Integer.toUnsignedString(tcp.acknowledgment()) + "|"
                    + String.format("0x%04x", tcp.flags())
                    + "|" + tcp.payloadLength() + "|" + tcp.window());
        }
        assertEquals(expected, actual);
    }

    private record Segment(boolean fromAlice, int flags, long sequence, long acknowledgment, int length,
            int window,
            String options) {
        byte[] build() {
            PacketBuilder packet = fromAlice
                    ? PacketBuilder.ip(ALICE, BOB).tcp(40_000, 80, flags, sequence, acknowledgment)
                    : PacketBuilder.ip(BOB, ALICE).tcp(80, 40_000, flags, sequence, acknowledgment);
            return packet.window(window).tcpOptions(options).payload(length).build();
        }
    }

    private static Segment alice(int flags, long sequence, long acknowledgment, int length) {
        return new Segment(true, flags, sequence, acknowledgment, length, 64_240, "");
    }

    private static Segment bob(int flags, long sequence, long acknowledgment, int length) {
        return new Segment(false, flags, sequence, acknowledgment, length, 64_240, "");
    }

    /**
     * tshark's analysis relies on times and the tracker on the order of sending; in this conversation they must agree.
     */
    @Test
    void tsharkAnalysisAgreesWithTheMarks() throws Exception {
        long a = 0xFFFF_FF00L;
        long b = 9_000;
        List<Segment> conversation = List.of(alice(SYN, a, 0, 0), alice(SYN, a, 0, 0),
                bob(SYN | ACK, b, a + 1, 0),
                alice(ACK, a + 1, b + 1, 0), alice(PSH | ACK, a + 1, b + 1, 1000),
                alice(PSH | ACK, a + 1001, b + 1, 1000), bob(ACK, b + 1, a + 1001, 0),
                alice(PSH | ACK, a + 2001, b + 1, 1000), bob(ACK, b + 1, a + 1001, 0),
                bob(ACK, b + 1, a + 1001, 0), bob(ACK, b + 1, a + 1001, 0),
                alice(PSH | ACK, a + 1001, b + 1, 1000), bob(ACK, b + 1, a + 3001, 0),
                alice(ACK, a + 3000, b + 1, 0), bob(ACK, b + 1, a + 3001, 0),
                bob(PSH | ACK, b + 1, a + 3001, 5),
                alice(ACK, a + 3001, b + 6, 0), new Segment(false, ACK, b + 6, a + 3001, 0, 0, ""),
                alice(PSH | ACK, a + 3001, b + 6, 1), new Segment(false, ACK, b + 6, a + 3001, 0, 64_240, ""),
                alice(FIN | ACK, a + 3002, b + 6, 0));
        write(conversation.stream().map(Segment::build).toList());
        List<String> expected = Tshark.fields(capture, List.of("-E", "occurrence=f"), "tcp.seq", "tcp.ack",
                "tcp.analysis.retransmission",
                "tcp.analysis.keep_alive", "tcp.analysis.zero_window_probe", "tcp.analysis.duplicate_ack");
        Ladder ladder = new Ladder();
        List<String> actual = new ArrayList<>();
        for (int i = 0; i < conversation.size(); i++) {
            boolean fromAlice = conversation.get(i).fromAlice();
            LadderArrow arrow = ladder
                    .sent(new SentPacket(i, START + i * 1_000_000L, fromAlice ? "alice" : "bob",
                            fromAlice ? "bob" : "alice", LinkType.RAW_IP, conversation.get(i).build(),
                            Optional.empty(), List.of()));
            actual.add(asTsharkPrints(arrow));
        }
        assertEquals(String.join("\n", expected), String.join("\n", actual));
    }

    /** Formats an arrow as tshark does, which prints a field without a value as 1. */
    private static String asTsharkPrints(LadderArrow arrow) {
        StringBuilder line = new StringBuilder(number(arrow, "seq=") + "|" + number(arrow, "ack="));
        for (SegmentMark mark : List.of(SegmentMark.RETRANSMISSION, SegmentMark.KEEP_ALIVE,
                SegmentMark.ZERO_WINDOW_PROBE, SegmentMark.DUPLICATE_ACK)) { // those of a ladder
            line.append('|').append(arrow.mark().equals(Optional.of(mark)) ? "1" : "");
        }
        return line.toString();
    }

    private static String number(LadderArrow arrow, String name) {
        return arrow.label().contains(name) ? arrow.label().replaceFirst(".*" + name + "(\\d+).*", "$1")
                : "0";
    }

    @Test
    void tsharkReadsBigEndianSections() throws Exception {
        PcapngEncoder encoder = new PcapngEncoder();
        try (OutputStream out = Files.newOutputStream(capture)) {
            for (PcapngBlock block : List.of(
                    new PcapngBlock.SectionHeader(ByteOrder.BIG_ENDIAN, "netkit", List.of()),
                    new PcapngBlock.InterfaceDescription("eth0", "", 101, 0),
                    new PcapngBlock.EnhancedPacket(0, START, echo(3).build(), 84, PacketDirection.INBOUND,
                            List.of("hello")))) {
                ByteBuffer bytes = encoder.encode(block);
                out.write(bytes.array(), 0, bytes.limit());
            }
        }
        assertEquals(List.of("1700000000.123456789|3|hello"),
                Tshark.fields(capture, List.of(), "frame.time_epoch", "icmp.seq", "frame.comment"));
    }

    @Test
    void readerReadsAFileWrittenByTshark() throws Exception {
        write(List.of(echo(1).build(), echo(2).build()));
        Path written = folder.resolve("theirs.pcapng");
        Tshark.read(capture, "-w", written.toString());
        List<String> packets = new ArrayList<>();
        try (PcapngReader reader = new PcapngReader(Files.newInputStream(written))) {
            for (Optional<PcapngBlock> block = reader.next(); block.isPresent(); block = reader.next()) {
                if (block.get() instanceof PcapngBlock.EnhancedPacket packet) {
                    packets.add(packet.epochNanos() + " " + HexFormat.of().formatHex(packet.bytes()));
                }
            }
        }
        assertEquals(List.of(START + " " + HexFormat.of().formatHex(echo(1).build()),
                START + 1_000_000 + " " + HexFormat.of().formatHex(echo(2).build())), packets);
    }
}
