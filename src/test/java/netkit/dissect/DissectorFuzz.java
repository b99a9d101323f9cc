package netkit.dissect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import netkit.packet.LinkType;
import netkit.packet.PacketDirection;
import netkit.packet.pcapng.CaptureReader;
import netkit.packet.pcapng.CapturedPacket;
import netkit.testing.FuzzInput;

/**
 * Capture files, and packets of each link type: nothing is thrown but {@link IOException} with one line, and each layer
 * and each field is within its bytes.
 */
public final class DissectorFuzz {
    private DissectorFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        capture(input);
        for (LinkType linkType : LinkType.values()) {
            Dissector dissector = new Dissector();
            CapturedPacket.Interface link = new CapturedPacket.Interface("", "", linkType.code());
            long number = 0;
            for (byte[] packet : FuzzInput.parts(input)) {
                number++;
                // every third packet is truncated by the capture
                check(dissector.dissect(new CapturedPacket(number, link, OptionalLong.of(number * 1_000_000),
                        packet,
                        packet.length + (number % 3 == 0 ? 7 : 0), PacketDirection.UNKNOWN, List.of())));
            }
        }
    }

    /** Returns how many packets could be read. */
    static int capture(byte[] file) {
        int packets = 0;
        Dissector dissector = new Dissector();
        try (CaptureReader reader = new CaptureReader(new ByteArrayInputStream(file))) {
            for (Optional<CapturedPacket> next = reader.next(); next.isPresent(); next = reader.next()) {
                check(dissector.dissect(next.get()));
                packets++;
            }
        } catch (IOException e) {
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        }
        return packets;
    }

    private static void check(DissectedPacket packet) {
        assertTrue(!packet.layers().isEmpty() && packet.source() != null && packet.destination() != null
                && packet.main() != null, "no layers");
        for (DissectedLayer layer : packet.layers()) {
            int length = layer.source().bytes().length;
            assertTrue(0 <= layer.from() && layer.from() <= layer.headerTo() && layer.headerTo() <= length
                    && layer.from() <= layer.to() && layer.to() <= length,
                    () -> layer.protocol() + " " + layer.from() + " " + layer.headerTo() + " " + layer.to()
                            + " of "
                            + length);
            assertTrue(layer.summary() != null && layer.notices() != null, "no summary");
            layer.fields().forEach(field -> check(field, length));
        }
    }

    private static void check(Field field, int length) {
        assertTrue(0 <= field.from() && field.from() <= field.to() && field.to() <= length,
                () -> field.name() + " " + field.from() + " " + field.to() + " of " + length);
        assertTrue(field.shown() != null && field.otherNames() != null, field.name());
        field.parts().forEach(part -> check(part, length));
    }
}
