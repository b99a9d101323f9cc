package netkit.compare.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.packet.LinkType;
import netkit.packet.PacketDirection;
import netkit.packet.pcapng.PcapngWriter;
import netkit.testing.Programs;

@Tag("peers")
class SeenCaptureTest {
    /** From 192.0.2.1, port 1000, to 192.0.2.2, port 2000: chosen so that the checksum, at 36, is 0. */
    private static final String SEGMENT = "45000036000000004006f6bec0000201c0000202"
            + "03e807d000000001000000015018" + "03e8" + "0000" + "0000" + "68656c6c6f20776f726c64218a29";
    private static final int CHECKSUM = 36;

    /** From 192.0.2.1 to 192.0.2.2: a message of netkit's protocol over UDP, without a checksum. */
    private static final String DATAGRAM = "45000028000000004011" + "0000" + "c0000201c0000202"
            + "03e807d000140000" + "4e4b5244" + "00000001" + "00000002";
    /** From 192.0.2.2 to 192.0.2.1: the head of an ICMP error (RFC 792). */
    private static final String PORT_UNREACHABLE = "45000044000000004001" + "0000" + "c0000202c0000201"
            + "0303000000000000";

    /** Linux writes either zero where 0 is meant (RFC 1624), and tshark calls FFFF bad. */
    @Test
    void bothZeroChecksumsAreValid(@TempDir Path folder) throws Exception {
        byte[] zero = HexFormat.of().parseHex(SEGMENT);
        byte[] negativeZero = zero.clone();
        negativeZero[CHECKSUM] = (byte) 0xFF;
        negativeZero[CHECKSUM + 1] = (byte) 0xFF;
        byte[] damaged = negativeZero.clone();
        damaged[damaged.length - 1] ^= 1;
        List<SeenCapture.Frame> frames = SeenCapture
                .read(capture(folder.resolve("zeros.pcapng"), List.of(zero, negativeZero, damaged))).frames();
        assertEquals(List.of(false, false, true), frames.stream().map(SeenCapture.Frame::isDamaged).toList());
        assertEquals(List.of(true, true, false), frames.stream().map(SeenCapture.Frame::isWhole).toList());
    }

    /** Two errors about a datagram that was sent twice are not retransmissions of the host that reports them. */
    @Test
    void whatAnIcmpErrorQuotesIsNotSentByItsHost(@TempDir Path folder) throws Exception {
        byte[] datagram = HexFormat.of().parseHex(DATAGRAM);
        byte[] error = HexFormat.of().parseHex(PORT_UNREACHABLE + DATAGRAM);
        Path alice = capture(folder.resolve("alice.pcapng"), List.of(datagram, datagram));
        Path bob = capture(folder.resolve("bob.pcapng"), List.of(datagram, error, datagram, error));

        List<SeenCapture> captures = SeenCapture.read(List.of(alice, bob));

        assertEquals(1, captures.getFirst().countRetransmitted("192.0.2.1"));
        assertEquals(2, captures.getLast().count("192.0.2.2", _ -> true));
        assertEquals(0, captures.getLast().countRetransmitted("192.0.2.2"));
    }

    private static Path capture(Path file, List<byte[]> packets) throws Exception {
        Programs.need("tshark");
        try (PcapngWriter writer = new PcapngWriter(Files.newOutputStream(file), "netkit test", List.of())) {
            int wire = writer.addInterface("wire", "", LinkType.RAW_IP, 0);
            for (byte[] packet : packets) {
                writer.packet(wire, 0, packet, PacketDirection.UNKNOWN, List.of());
            }
        }
        return file;
    }
}
