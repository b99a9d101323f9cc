package netkit.lesson.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.dissect.DissectedLayer;
import netkit.dissect.DissectedPacket;
import netkit.dissect.Dissector;
import netkit.lab.script.LabSyntaxException;
import netkit.packet.PacketDirection;
import netkit.packet.pcapng.CapturedPacket;

/** The steps that list the packets of a capture file: what they build, and what is wrong in them. */
class PacketGrammarTest {
    private static final String HEAD = "exercise reads files\ncheck one \"one\"\n";

    private static CheckStep.Packet step(String line) {
        return (CheckStep.Packet) CheckFile.parse("checks.lab", HEAD + line).checks().getFirst().lines()
                .getFirst().step();
    }

    private static DissectedPacket dissected(String line, long seed) {
        PacketSpec.Built built = step(line).packet().build(new Names(seed, "one"));
        return new Dissector().dissect(new CapturedPacket(1,
                new CapturedPacket.Interface("", "", built.linkType().code()), OptionalLong.empty(),
                built.bytes(),
                built.length(), PacketDirection.UNKNOWN, List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ethernet ipv4 tcp payload("hello")                 | ethernet 0-13 ip 14-33 tcp 34-53 payload 54-58
            ethernet ipv4 tcp payload("hello") padding         | ethernet 0-13 ip 14-33 tcp 34-53 payload 54-58
            ethernet ipv4 tcp padding(9)                       | ethernet 0-13 ip 14-33 tcp 34-53
            ethernet ipv4(options=8) tcp(options=12)           | ethernet 0-13 ip 14-41 tcp 42-73
            ethernet ipv4(options=40) tcp(options=4) payload(00) | ethernet 0-13 ip 14-73 tcp 74-97 payload 98-98
            ethernet vlan(7) vlan(any) ipv4 tcp                | ethernet 0-21 ip 22-41 tcp 42-61
            ethernet ipv6 tcp payload(00 11)                   | ethernet 0-13 ip 14-53 tcp 54-73 payload 74-75
            ethernet ipv6 hop-by-hop(8) routing(24) destination-options(16) tcp | ethernet 0-13 ip 14-101 tcp 102-121
            ethernet ipv6 udp payload("a")                     | ethernet 0-13 ip 14-53
            ethernet vlan(any) arp                             | ethernet 0-17
            ipv4 tcp payload("abc") cut(2)                     | ip 0-19 tcp 20-39 payload 40-40
            ipv6 destination-options(2048) tcp payload("abc") cut(3) | ip 0-2087 tcp 2088-2107
            """)
    void packetHasTheLayersThatAreListed(String packet, String ranges) {
        DissectedPacket dissected = dissected("packet " + packet, 7);
        assertEquals("packet 1: " + ranges, LayerRanges.of(dissected).line());
        List<String> notices = dissected.layers().stream().map(DissectedLayer::notices).flatMap(List::stream)
                .toList();
        assertTrue(notices.isEmpty() || packet.contains("cut"), notices.toString());
    }

    @Test
    void anySizeIsPossibleAndFollowsFromTheSeed() {
        for (long seed = 0; seed < 200; seed++) {
            String line = "packet ethernet ipv4(options=any) tcp(options=any) payload(random-text(pick(1, 90))) padding";
            byte[] bytes = dissected(line, seed).packet().bytes();
            assertArrayEquals(bytes, dissected(line, seed).packet().bytes());
            LayerRanges ranges = LayerRanges.of(dissected(line, seed));
            assertTrue(ranges.ranges().get(LayerRanges.Part.TCP).last() < bytes.length);
            assertEquals(List.of(), dissected(line, seed).layers().stream().map(DissectedLayer::notices)
                    .flatMap(List::stream).toList());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            packet ipv4 ethernet tcp            | checks.lab:3:13: 'ethernet' cannot stand here
            packet ethernet                     | checks.lab:3:16: the line ends here: a packet has IP in it, or ARP
            packet                              | checks.lab:3:7: the line ends here: a packet has IP
            packet ethernet tcp                 | checks.lab:3:17: 'tcp' cannot stand here
            packet ipv4 hop-by-hop tcp          | checks.lab:3:13: 'hop-by-hop' cannot stand here
            packet ipv4 tcp padding             | checks.lab:3:17: 'padding' cannot stand here
            packet ipv4 payload("a")            | checks.lab:3:13: 'payload' cannot stand here
            packet ipv4 tcp cut(1)              | checks.lab:3:17: 'cut' cannot stand here
            packet ipv4 icmp                    | checks.lab:3:13: 'icmp' is no layer: write ethernet, vlan
            packet ipv4(8) tcp                  | checks.lab:3:13: '8' is not expected here: write options
            packet ipv6 tcp payload("a"         | checks.lab:3:28: the line ends here: write )
            packet ipv6(options=8) tcp          | checks.lab:3:12: '(' is not expected here: ipv6 takes nothing
            packet ethernet vlan() ipv4 tcp     | checks.lab:3:22: ')' is not expected here: write the id
            capture zip                         | checks.lab:3:9: 'zip' is not expected here: write capture pcapng
            """)
    void mistakesAreReportedWithTheirPlace(String line, String message) {
        String said = assertThrows(IllegalArgumentException.class,
                () -> CheckFile.parse("checks.lab", HEAD + line))
                .getMessage();
        assertTrue(said.startsWith(message), said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            packet ipv4(options=6) tcp          | options are a multiple of 4 bytes, not 6
            packet ipv4 tcp(options=44)         | options is 4 to 40, not 44
            packet ethernet vlan(4095) ipv4 tcp | vlan is 1 to 4094, not 4095
            packet ipv4 tcp payload("a") cut(2) | cut(2) does not leave the headers whole: the payload has 1 bytes
            packet ipv4 tcp payload(random(65001)) | a packet carries at most 65000 bytes
            """)
    void numberThatDoesNotFitIsReportedWhenThePacketIsBuilt(String line, String message) {
        PacketSpec packet = step(line).packet();
        assertEquals(message, assertThrows(LabSyntaxException.class, () -> packet.build(new Names(1, "one")))
                .getMessage());
    }

    @Test
    void captureIsForProgramsThatReadFiles() {
        String checks = "exercise connects\ncheck one \"one\"\npacket ipv4 tcp\n";
        String said = assertThrows(IllegalArgumentException.class,
                () -> CheckFile.parse("checks.lab", checks))
                .getMessage();
        assertTrue(said.startsWith("checks.lab:3:1: this step is for programs that are given a file"),
                said);
    }
}
