package netkit.packet.pcapng;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import netkit.packet.PacketDirection;

class CaptureReaderTest {
    private static final String LITTLE_ENDIAN_SECTION = "0a0d0d0a1c000000"
            + "4d3c2b1a01000000ffffffffffffffff"
            + "1c000000";

    static List<ByteOrder> orders() {
        return List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
    }

    /** Two packets, at 1.000000002 s or 1.000002 s, and at 4,294,967,295 s; the second is truncated from 1,500 bytes. */
    private static byte[] pcap(ByteOrder order, int magic) {
        return ByteBuffer.allocate(24 + 16 + 3 + 16 + 5).order(order)
                .putInt(magic).putShort((short) 2).putShort((short) 4).putLong(0).putInt(65_535).putInt(101)
                .putInt(1).putInt(2).putInt(3).putInt(3).put(new byte[] {1, 2, 3})
                .putInt(-1).putInt(0).putInt(5).putInt(1500).put(new byte[] {4, 5, 6, 7, 8}).array();
    }

    private static byte[] hex(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts));
    }

    private static List<CapturedPacket> read(byte[] file) throws IOException {
        List<CapturedPacket> packets = new ArrayList<>();
        readInto(packets, file);
        return packets;
    }

    private static void readInto(List<CapturedPacket> packets, byte[] file) throws IOException {
        try (CaptureReader reader = new CaptureReader(new ByteArrayInputStream(file))) {
            for (Optional<CapturedPacket> packet = reader.next(); packet
                    .isPresent(); packet = reader.next()) {
                packets.add(packet.get());
            }
        }
    }

    private static byte[] compressed(byte[] file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(file);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("orders")
    void pcapFileHasMicrosecondsOrNanosecondsByItsMagic(ByteOrder order) throws IOException {
        List<CapturedPacket> micros = read(pcap(order, PcapReader.MICROSECONDS_MAGIC));
        List<CapturedPacket> nanos = read(pcap(order, PcapReader.NANOSECONDS_MAGIC));
        assertEquals(OptionalLong.of(1_000_002_000), micros.getFirst().epochNanos());
        assertEquals(OptionalLong.of(1_000_000_002), nanos.getFirst().epochNanos());
        assertEquals(OptionalLong.of(4_294_967_295_000_000_000L), nanos.getLast().epochNanos());
        assertEquals(1500, nanos.getLast().originalLength());
        assertArrayEquals(new byte[] {4, 5, 6, 7, 8}, nanos.getLast().bytes());
        assertEquals(101, nanos.getLast().captureInterface().linkTypeCode());
        assertEquals(2, nanos.getLast().number());
    }

    @Test
    void gzipOfEitherFormatIsReadAlike() throws IOException {
        byte[] pcap = pcap(ByteOrder.LITTLE_ENDIAN, PcapReader.NANOSECONDS_MAGIC);
        assertEquals(2, read(compressed(pcap)).size());
        assertEquals(1,
                read(compressed(hex(LITTLE_ENDIAN_SECTION, interfaceBlock(0), simplePacket()))).size());
    }

    @Test
    void truncatedFileIsReadUpToTheTruncation() throws IOException {
        byte[] file = pcap(ByteOrder.LITTLE_ENDIAN, PcapReader.NANOSECONDS_MAGIC);
        for (int length = 4; length < file.length; length++) {
            List<CapturedPacket> packets = new ArrayList<>();
            byte[] cut = Arrays.copyOf(file, length);
            if (length == 24 || length == 24 + 19) {
                readInto(packets, cut);
            } else {
                String message = assertThrows(IOException.class, () -> readInto(packets, cut)).getMessage();
                assertTrue(message.startsWith(length < 24 ? "the file ends within its header"
                        : length < 24 + 19 ? "the file ends within packet 1, which starts at offset 24"
                                : "the file ends within packet 2, which starts at offset 43"),
                        message);
            }
            assertEquals(length < 24 + 19 ? 0 : 1, packets.size(), "after " + length + " bytes");
        }
    }

    @Test
    void truncatedOrDamagedCompressionSaysAfterWhichPacket() throws IOException {
        byte[] file = compressed(pcap(ByteOrder.LITTLE_ENDIAN, PcapReader.NANOSECONDS_MAGIC));
        List<CapturedPacket> packets = new ArrayList<>();
        String truncated = assertThrows(IOException.class,
                () -> readInto(packets, Arrays.copyOf(file, file.length - 8 - 4))).getMessage();
        assertTrue(truncated.startsWith("the gzip data is truncated after packet 1"), truncated);
        byte[] wrongChecksum = file.clone();
        wrongChecksum[file.length - 8] ^= 1;
        String damaged = assertThrows(IOException.class, () -> read(wrongChecksum)).getMessage();
        assertTrue(damaged.startsWith("the gzip data is damaged after packet 2"), damaged);
    }

    @Test
    void absurdLengthOfAPacketIsDamage() {
        byte[] file = pcap(ByteOrder.BIG_ENDIAN, PcapReader.MICROSECONDS_MAGIC);
        ByteBuffer.wrap(file).putInt(24 + 8, 0x7FFFFFFF);
        assertEquals("packet 1 at offset 24 has the invalid captured length 2147483647",
                assertThrows(IOException.class, () -> read(file)).getMessage());
    }

    @Test
    void fileOfAnotherFormatIsRefused() {
        assertEquals("not a capture file: neither pcapng nor pcap starts with 47 45 54 20",
                assertThrows(IOException.class, () -> read("GET / HTTP/1.1".getBytes())).getMessage());
        assertEquals("not a capture file: it has 3 bytes",
                assertThrows(IOException.class, () -> read(new byte[3])).getMessage());
    }

    private static String interfaceBlock(int snapLength) {
        return "01000000" + "14000000" + "65000000" + HexFormat.of().toHexDigits((byte) snapLength) + "000000"
                + "14000000";
    }

    /** A packet of 5 bytes. */
    private static String simplePacket() {
        return "03000000" + "18000000" + "05000000" + "0102030405000000" + "18000000";
    }

    /** draft-ietf-opsawg-pcapng §4.4: a simple packet block has no captured length; the snap length bounds it. */
    @ParameterizedTest
    @CsvSource({"0, 5", "3, 3", "9, 5"})
    void simplePacketIsCutAtTheSnapLength(int snapLength, int captured) throws IOException {
        byte[] file = hex(LITTLE_ENDIAN_SECTION, interfaceBlock(snapLength), simplePacket());
        CapturedPacket packet = read(file).getFirst();
        assertArrayEquals(Arrays.copyOf(new byte[] {1, 2, 3, 4, 5}, captured), packet.bytes());
        assertEquals(5, packet.originalLength());
        assertEquals(OptionalLong.empty(), packet.epochNanos());
    }

    /** draft-ietf-opsawg-pcapng, appendix A. */
    @Test
    void obsoletePacketBlockIsRead() throws IOException {
        byte[] file = hex(LITTLE_ENDIAN_SECTION, interfaceBlock(0),
                "02000000" + "30000000" + "00000700" + "0000000040420f00" + "0200000009000000" + "aabb0000"
                        + "02000400" + "02000000" + "00000000" + "30000000");
        CapturedPacket packet = read(file).getFirst();
        assertArrayEquals(hex("aabb"), packet.bytes());
        assertEquals(9, packet.originalLength());
        assertEquals(OptionalLong.of(1_000_000_000), packet.epochNanos());
        assertEquals(PacketDirection.OUTBOUND, packet.direction());
    }

    /** draft-ietf-opsawg-pcapng §4.2, if_tsoffset: seconds to add to each timestamp. */
    @Test
    void timestampOffsetOfTheInterfaceIsAdded() throws IOException {
        byte[] file = hex(LITTLE_ENDIAN_SECTION,
                "01000000" + "24000000" + "65000000" + "00000000" + "0e000800" + "e803000000000000"
                        + "00000000"
                        + "24000000",
                "06000000" + "20000000" + "00000000" + "0000000001000000" + "0000000000000000" + "20000000");
        assertEquals(OptionalLong.of(1_000_000_001_000L), read(file).getFirst().epochNanos());
    }

    @Test
    void packetOfAnInterfaceThatIsNotDescribedIsDamage() {
        byte[] file = hex(LITTLE_ENDIAN_SECTION, simplePacket());
        assertEquals("packet 1 names interface 0, but its section describes 0",
                assertThrows(IOException.class, () -> read(file)).getMessage());
    }

    /** draft-ietf-opsawg-pcapng §4.7; tshark numbers custom blocks, too. */
    @ParameterizedTest
    @CsvSource({"ad0b0000", "ad0b0040"})
    void customBlockIsNumberedAmongThePackets(String type) throws IOException {
        byte[] file = hex(LITTLE_ENDIAN_SECTION, interfaceBlock(0),
                type + "14000000" + "d97e0000" + "61626300" + "14000000", simplePacket());
        List<CapturedPacket> packets = read(file);
        assertEquals("custom block of enterprise 32473", packets.getFirst().captureInterface().description());
        assertArrayEquals(hex("61626300"), packets.getFirst().bytes());
        assertEquals(2, packets.getLast().number());
    }
}
