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

    /** Linux writes either zero where 0 is meant (RFC 1624), and tshark calls FFFF bad. */
    @Test
    void bothZeroChecksumsAreValid(@TempDir Path folder) throws Exception {
        Programs.need("tshark");
        byte[] zero = HexFormat.of().parseHex(SEGMENT);
        byte[] negativeZero = zero.clone();
        negativeZero[CHECKSUM] = (byte) 0xFF;
        negativeZero[CHECKSUM + 1] = (byte) 0xFF;
        byte[] damaged = negativeZero.clone();
        damaged[damaged.length - 1] ^= 1;
        Path file = folder.resolve("zeros.pcapng");
        try (PcapngWriter writer = new PcapngWriter(Files.newOutputStream(file), "netkit test", List.of())) {
            int wire = writer.addInterface("wire", "", LinkType.RAW_IP, 0);
            for (byte[] packet : List.of(zero, negativeZero, damaged)) {
                writer.packet(wire, 0, packet, PacketDirection.UNKNOWN, List.of());
            }
        }

        List<SeenCapture.Frame> frames = SeenCapture.read(file).frames();
        assertEquals(List.of(false, false, true), frames.stream().map(SeenCapture.Frame::isDamaged).toList());
        assertEquals(List.of(true, true, false), frames.stream().map(SeenCapture.Frame::isWhole).toList());
    }
}
