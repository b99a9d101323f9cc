package netkit.lesson.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.packet.PacketDirection;
import netkit.packet.pcapng.CapturedPacket;

/** What a program prints about a capture, compared with what the dissector finds. */
class LayersReportTest {
    private static final String PADDED = "packet ethernet ipv4 tcp payload(\"x\") padding";
    private static final String IPV6 = "packet ethernet ipv6 tcp(options=12) payload(\"hello\")";
    private static final String ARP = "packet ethernet arp";

    private final Names names = new Names(3, "one");

    private LayersReport report(String... lines) {
        List<CapturedPacket> packets = new ArrayList<>();
        String checks = "exercise reads files\ncheck one \"one\"\n" + String.join("\n", lines);
        for (Check.Line line : CheckFile.parse("checks.lab", checks).checks().getFirst().lines()) {
            PacketSpec.Built built = ((CheckStep.Packet) line.step()).packet().build(names);
            packets.add(new CapturedPacket(packets.size() + 1,
                    new CapturedPacket.Interface("", "", built.linkType().code()), OptionalLong.empty(),
                    built.bytes(),
                    built.length(), PacketDirection.UNKNOWN, List.of()));
        }
        return new LayersReport(packets);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                          | no lines | the output has no line that begins with 'packet 1:'
            packet 1: ethernet 0-13 ip 14-33 tcp 34-53 payload 54-54 | missing | the output ends after packet 1; the file has 2 packets
            packet 0: ethernet 0-13                     | number   | the line of packet 1 is expected, and packet 0 comes
            packet 1: ethernet 0..13                    | format   | packet 1: 'ethernet 0..13' is not a layer with its bytes, such as ip 14-33
            packet 1: ethernet 0-13 ipv4 14-33          | format   | packet 1: 'ipv4' is none of the names ethernet, ip, tcp and payload
            packet 1: ethernet 0-13 ip 14-33 ip 14-33   | format   | packet 1: ip stands there twice
            packet 1: ethernet 0-13 tcp 34-53           | ip missing | packet 1: you printed no ip, but byte 14 is IPv4, Version
            packet 1: ip 14-33                          | ethernet missing | packet 1: you printed no ethernet, but byte 0 is Ethernet, Manufacturer's prefix (OUI)
            packet 1: ethernet 0-14 ip 14-34 tcp 34-54 payload 54-55 | exclusive | packet 1: each range ends one too late: the second number is the last byte of the layer
            packet 1: ethernet 1-14 ip 15-34 tcp 35-54 payload 55-55 | from one | packet 1: each number is one too large: the first byte of a packet has number 0
            packet 1: ethernet 0-13 ip 14-33 tcp 34-65  | tcp beyond | packet 1: you printed tcp 34-65, but byte 54 is TCP, Payload
            packet 1: ethernet 0-13 ip 14-33 tcp 34-38 payload 39-39 | tcp | packet 1: you printed tcp 34-38, but byte 39 belongs to it, too: TCP, Sequence number
            packet 1: ethernet 0-13 ip 14-33 tcp 34-53 payload 54-59 | payload | packet 1: you printed payload 54-59, but byte 55 is Ethernet, Padding
            packet 1: ethernet 0-13 ip 14-33 tcp 34-53 payload 54-15373 | payload beyond | packet 1: you printed payload 54-15373, but byte 55 is Ethernet, Padding
            packet 1: ethernet 0-13 ip 14-33 tcp 30-53  | tcp      | packet 1: you printed tcp 30-53, but byte 30 is IPv4, Destination
            packet 1: ethernet 0-13 ip 14-33 tcp 34-33  | tcp empty | packet 1: you printed tcp 34-33, which has no bytes; byte 34 is TCP, Source port
            """)
    void firstThingThatIsWrongIsNamed(String printed, String field, String message) {
        ReportProblem problem = report(PADDED, ARP).problem(printed + "\n", names).orElseThrow();
        assertEquals(message, problem.message());
        assertEquals(field, problem.field());
    }

    @Test
    void extensionAddressesAndLinesTooManyAreNamed() {
        LayersReport report = report(IPV6);
        ReportProblem wrong = report.problem("packet 1: ethernet 0-13 ip 14-33 tcp 34-53\n", names)
                .orElseThrow();
        assertEquals("packet 1: you printed ip 14-33, but byte 34 belongs to it, too: IPv6, Source",
                wrong.message()
                        .replace(" address", ""));
        assertEquals("packet 1: ethernet 0-13 ip 14-53 tcp 54-85 payload 86-90", wrong.expected());
        ReportProblem more = report.problem(report.report() + "packet 2: ethernet 0-13\n", names)
                .orElseThrow();
        assertEquals("too many", more.field());
    }

    @Test
    void packetWithoutPayloadHasNoneAndArpHasNoIp() {
        ReportProblem empty = report("packet ethernet ipv4 tcp").problem(
                "packet 1: ethernet 0-13 ip 14-33 tcp 34-53 payload 54-53\n", names).orElseThrow();
        assertEquals("payload empty", empty.field());
        assertEquals("packet 1: you printed payload 54-53, which has no bytes: leave it out",
                empty.message());
        ReportProblem arp = report(ARP).problem("packet 1: ethernet 0-13 ip 14-33\n", names)
                .orElseThrow();
        assertEquals("ip extra", arp.field());
        assertTrue(arp.message().startsWith("packet 1: you printed ip 14-33, but byte 14 is ARP, "),
                arp.message());
    }

    @Test
    void rightReportPassesWithOtherLinesCommasAndCarriageReturns() {
        LayersReport report = report(PADDED, IPV6, ARP);
        String right = report.report();
        assertEquals(List.of(), report.problem(right, names).stream().toList());
        assertEquals(List.of(),
                report.problem("reading\n" + right.replace("\n", "\r\nok\n"), names).stream().toList());
        assertEquals(List.of(), report.problem(right.replace(" ip", ", ip"), names).stream().toList());
    }

    @Test
    void pictureShowsTheLayersAndTheField() {
        List<String> picture = report(PADDED)
                .problem("packet 1: ethernet 0-13 ip 14-33 tcp 34-53 payload 54-59\n",
                        names)
                .orElseThrow().picture();
        assertEquals("packet 1, 60 bytes:", picture.getFirst());
        assertTrue(picture.contains("    55-59            00 00 00 00 00"), picture.toString());
        assertEquals("    55-59  byte 55   00 00 00 00 00  <- Padding", picture.getLast());
        assertTrue(picture.stream().allMatch(line -> line.length() <= 76), picture.toString());
    }
}
