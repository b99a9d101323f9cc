package netkit.packet.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.packet.IpPacket;
import netkit.packet.LinkType;
import netkit.packet.PacketDirection;
import netkit.packet.PacketView;
import netkit.packet.TcpSegment;
import netkit.packet.pcapng.CaptureReader;
import netkit.packet.pcapng.CapturedPacket;
import netkit.packet.pcapng.PcapngWriter;
import netkit.packet.stream.SegmentAnalysis.DuplicateAck;
import netkit.packet.stream.SegmentAnalysis.Earlier;
import netkit.testing.Tshark;

/** Compares the analysis of TCP segments with tshark's, on connections in which anything may happen. */
@Tag("peers")
@Tag("slow")
class TcpConversationTsharkTest {
    @BeforeAll
    static void assumeComparedSeries() throws Exception {
        Tshark.assumeComparedSeries();
    }

    private static final int CONNECTIONS = 400;
    private static final List<String> VALUES = List.of("tcp.stream", "tcp.completeness", "tcp.seq",
            "tcp.nxtseq",
            "tcp.ack", "tcp.window_size", "tcp.window_size_scalefactor", "tcp.time_relative",
            "tcp.time_delta",
            "tcp.analysis.acks_frame", "tcp.analysis.ack_rtt", "tcp.analysis.initial_rtt",
            "tcp.analysis.bytes_in_flight", "tcp.analysis.push_bytes_sent",
            "tcp.analysis.duplicate_ack_num",
            "tcp.analysis.duplicate_ack_frame", "tcp.analysis.rto", "tcp.analysis.rto_frame",
            "tcp.connection.fin_active", "tcp.connection.fin_passive", "tcp.analysis.tfo_syn",
            "tcp.analysis.tfo_ack", "tcp.analysis.tfo_ignored");

    @TempDir
    private Path folder;

    @Test
    void valuesAndMarksEqualThoseOfTshark() throws Exception {
        Path capture = folder.resolve("capture.pcapng");
        try (OutputStream out = Files.newOutputStream(capture);
                PcapngWriter writer = new PcapngWriter(out, "netkit test", List.of())) {
            int wire = writer.addInterface("wire", "", LinkType.RAW_IP, 0);
            RandomConnections connections = new RandomConnections(1);
            for (int i = 0; i < CONNECTIONS; i++) {
                for (RandomConnections.Sent sent : connections.next(i)) {
                    writer.packet(wire, sent.epochNanos(), sent.packet(), PacketDirection.UNKNOWN, List.of());
                }
            }
        }
        assertEqual(capture);
    }

    private static void assertEqual(Path capture) throws Exception {
        List<String> names = new ArrayList<>(VALUES);
        for (SegmentMark mark : SegmentMark.values()) {
            names.add("tcp.analysis." + mark.filterName());
        }
        List<String> expected = Tshark.fields(capture, List.of("-E", "occurrence=f", "-Y", "tcp"),
                names.toArray(String[]::new));
        List<String> actual = ours(capture);
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            int line = i;
            assertEquals(expected.get(i), actual.get(i),
                    () -> capture + ", packet " + (line + 1) + ", before: "
                            + (line > 0 ? expected.get(line - 1) : "") + "\n" + names);
        }
        assertEquals(expected.size(), actual.size());
    }

    private static List<String> ours(Path capture) throws IOException {
        PacketView view = new PacketView();
        Map<ConversationKey, TcpConversation> conversations = new HashMap<>();
        List<String> lines = new ArrayList<>();
        int count = 0;
        try (CaptureReader reader = new CaptureReader(Files.newInputStream(capture))) {
            for (Optional<CapturedPacket> next = reader.next(); next.isPresent(); next = reader.next()) {
                CapturedPacket packet = next.get();
                view.decode(LinkType.of(packet.captureInterface().linkTypeCode()).orElseThrow(),
                        packet.bytes(), 0, packet.bytes().length);
                if (!(view.transport() instanceof TcpSegment segment)) {
                    continue;
                }
                IpPacket ip = (IpPacket) view.network();
                ConversationKey key = ConversationKey.of(ip, segment.sourcePort(), segment.destinationPort());
                boolean fromLow = ConversationKey.isFromLow(ip, segment.sourcePort(),
                        segment.destinationPort());
                TcpConversation known = conversations.get(key);
                long at = packet.epochNanos().orElseThrow();
                if (known == null || known.isReplacedBy(segment, fromLow)) {
                    known = new TcpConversation(count++, at, known != null);
                    conversations.put(key, known);
                }
                lines.add(line(known, known.follow(packet.number(), at, segment, fromLow)));
            }
        }
        return lines;
    }

    private static String line(TcpConversation conversation, SegmentAnalysis segment) {
        List<String> line = new ArrayList<>();
        line.add("" + conversation.number());
        line.add("" + segment.completeness());
        line.add("" + segment.sequence());
        line.add("" + segment.nextSequence());
        line.add("" + segment.acknowledgment());
        line.add("" + segment.window());
        line.add(segment.windowFactor() == 0 ? "" : "" + segment.windowFactor());
        line.add(seconds(segment.relativeNanos()));
        line.add(seconds(segment.deltaNanos()));
        line.add(segment.acknowledged().map(Earlier::packet).map(Object::toString).orElse(""));
        line.add(segment.acknowledged().map(Earlier::nanos).filter(nanos -> nanos != 0)
                .map(TcpConversationTsharkTest::seconds).orElse(""));
        line.add(segment.isNotable() && segment.initialRttNanos().isPresent()
                ? seconds(segment.initialRttNanos().getAsLong())
                : "");
        line.add(text(segment.bytesInFlight()));
        line.add(text(segment.pushBytesSent()));
        line.add(segment.duplicateAck().map(DuplicateAck::number).map(Object::toString).orElse(""));
        line.add(segment.duplicateAck().map(DuplicateAck::of).map(Object::toString).orElse(""));
        line.add(segment.repeated().map(Earlier::nanos).map(TcpConversationTsharkTest::seconds).orElse(""));
        line.add(segment.repeated().map(Earlier::packet).map(Object::toString).orElse(""));
        line.add(segment.closing() == SegmentAnalysis.Closing.ACTIVE ? "1" : "");
        line.add(segment.closing() == SegmentAnalysis.Closing.PASSIVE ? "1" : "");
        line.add(segment.fastOpen() == SegmentAnalysis.FastOpen.SYN ? "1" : "");
        line.add(segment.fastOpen() == SegmentAnalysis.FastOpen.ACCEPTED ? "1" : "");
        line.add(segment.fastOpen() == SegmentAnalysis.FastOpen.IGNORED ? "1" : "");
        for (SegmentMark mark : SegmentMark.values()) {
            line.add(segment.marks().contains(mark) ? "1" : "");
        }
        return String.join("|", line);
    }

    private static String text(OptionalLong value) {
        return value.isPresent() ? "" + value.getAsLong() : "";
    }

    private static String seconds(long nanos) {
        return (nanos < 0 ? "-" : "") + Math.abs(nanos / 1_000_000_000) + "."
                + String.format("%09d", Math.abs(nanos % 1_000_000_000));
    }
}
