package netkit.packet.pcapng;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;

import netkit.packet.LinkType;
import netkit.packet.PacketView;
import netkit.testing.Allocation;

/**
 * Capture files of each format: only {@link IOException} is thrown, with one line, and memory grows with the bytes read.
 * Their packets are decoded.
 */
public final class CaptureFuzz {
    /** Bytes; the buffers of the reader. */
    private static final long CONSTANT = 400_000;

    private CaptureFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        boolean compressed = input.length > 1 && input[0] == 0x1F && input[1] == (byte) 0x8B;
        if (compressed) {
            read(input); // may expand a thousandfold, packet by packet
        } else {
            Allocation.assertAtMost(CONSTANT + 200L * input.length, () -> read(input));
        }
    }

    private static void read(byte[] file) {
        PacketView view = new PacketView();
        try (CaptureReader reader = new CaptureReader(new ByteArrayInputStream(file))) {
            for (Optional<CapturedPacket> next = reader.next(); next.isPresent(); next = reader.next()) {
                CapturedPacket packet = next.get();
                Optional<LinkType> type = LinkType.of(packet.captureInterface().linkTypeCode());
                type.ifPresent(known -> view.decode(known, packet.bytes(), 0, packet.bytes().length));
            }
        } catch (IOException e) {
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        }
    }
}
