package netkit.packet.pcapng;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;

import org.junit.jupiter.api.Test;

import netkit.packet.LinkType;

/** What is written is read again, in both byte orders. */
class PcapWriterTest {
    private static final long TIME = 1_700_000_000_123_456_000L;

    @Test
    void readerReadsWhatWasWrittenInBothByteOrders() throws IOException {
        assertRoundTrip(ByteOrder.LITTLE_ENDIAN, 0xD4);
        assertRoundTrip(ByteOrder.BIG_ENDIAN, 0xA1);
    }

    private static void assertRoundTrip(ByteOrder order, int firstByte) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (PcapWriter writer = new PcapWriter(file, order, LinkType.RAW_IP)) {
            writer.packet(TIME, new byte[] {1, 2, 3}, 3);
            writer.packet(TIME + 1000, new byte[] {4}, 1500);
        }
        assertEquals(firstByte, file.toByteArray()[0] & 0xFF);
        try (CaptureReader reader = new CaptureReader(new ByteArrayInputStream(file.toByteArray()))) {
            CapturedPacket first = reader.next().orElseThrow();
            assertArrayEquals(new byte[] {1, 2, 3}, first.bytes());
            assertEquals(LinkType.RAW_IP.code(), first.captureInterface().linkTypeCode());
            assertEquals(TIME, first.epochNanos().orElseThrow());
            CapturedPacket second = reader.next().orElseThrow();
            assertEquals(1500, second.originalLength());
            assertEquals(TIME + 1000, second.epochNanos().orElseThrow());
            assertTrue(reader.next().isEmpty());
        }
    }
}
