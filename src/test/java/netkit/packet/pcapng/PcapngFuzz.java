package netkit.packet.pcapng;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import netkit.testing.Allocation;

/**
 * Captures: only {@link IOException} is thrown, memory grows with the bytes read, and blocks are the same after they are
 * encoded.
 */
public final class PcapngFuzz {
    private PcapngFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Allocation.assertAtMost(20_000 + 200L * input.length, () -> read(input));
        List<PcapngBlock> blocks = read(input);
        PcapngEncoder encoder = new PcapngEncoder();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        List<String> encoded = new ArrayList<>();
        for (PcapngBlock block : blocks) {
            try {
                ByteBuffer bytes = encoder.encode(block);
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                file.writeBytes(copy);
                encoded.add(text(block));
            } catch (IllegalArgumentException _) {
                // the format cannot represent it
            }
        }
        if (!encoded.isEmpty()) {
            assertEquals(encoded, read(file.toByteArray()).stream().map(PcapngFuzz::text).toList());
        }
    }

    private static List<PcapngBlock> read(byte[] file) {
        List<PcapngBlock> blocks = new ArrayList<>();
        try (PcapngReader reader = new PcapngReader(new ByteArrayInputStream(file))) {
            for (Optional<PcapngBlock> block = reader.next(); block.isPresent(); block = reader.next()) {
                blocks.add(block.get());
            }
        } catch (IOException e) {
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        }
        return blocks;
    }

    /** Times are left out: the resolution that is written is nanoseconds. */
    private static String text(PcapngBlock block) {
        return switch (block) {
            case PcapngBlock.EnhancedPacket packet -> packet.interfaceId() + Arrays.toString(packet.bytes())
                    + packet.originalLength() + packet.direction() + packet.comments();
            case PcapngBlock.SimplePacket packet -> Arrays.toString(packet.bytes()) + packet.originalLength();
            case PcapngBlock.InterfaceStatistics statistics -> statistics.interfaceId() + " "
                    + statistics.received() + statistics.dropped();
            default -> block.toString();
        };
    }
}
