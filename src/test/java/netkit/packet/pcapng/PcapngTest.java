package netkit.packet.pcapng;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import netkit.packet.IpAddress;
import netkit.packet.LinkType;
import netkit.packet.PacketDirection;
import netkit.packet.pcapng.PcapngBlock.EnhancedPacket;
import netkit.packet.pcapng.PcapngBlock.InterfaceDescription;
import netkit.packet.pcapng.PcapngBlock.InterfaceStatistics;
import netkit.packet.pcapng.PcapngBlock.NameResolution;
import netkit.packet.pcapng.PcapngBlock.NameResolution.NamedAddress;
import netkit.packet.pcapng.PcapngBlock.SectionHeader;

@Tag("slow")
class PcapngTest {
    private static final IpAddress ALICE = IpAddress.ipv4(0xC0000201);
    private static final IpAddress ALICE6 = new IpAddress(0x20010db8_00000000L, 1);

    static List<ByteOrder> orders() {
        return List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
    }

    private static List<PcapngBlock> sample(ByteOrder order) {
        return List.of(new SectionHeader(order, "netkit", List.of("two", "comments")),
                new InterfaceDescription("eth0", "alice's port", 101, 96),
                new InterfaceDescription("", "", 1, 0),
                new InterfaceDescription("x", "", 147, 0),
                new NameResolution(
                        List.of(new NamedAddress(ALICE, "alice"), new NamedAddress(ALICE6, "alice"))),
                new EnhancedPacket(0, 1_700_000_000_123_456_789L, new byte[] {0x45, 1, 2, 3, 4}, 1500,
                        PacketDirection.OUTBOUND, List.of("dropped by the wire: loss", "", "späte Kopie")),
                new EnhancedPacket(1, 0x0123_4567_FEDC_BA98L, new byte[0], 0, PacketDirection.UNKNOWN,
                        List.of()),
                new EnhancedPacket(2, 1, new byte[70_000], 70_000, PacketDirection.INBOUND, List.of()),
                new InterfaceStatistics(0, 5, OptionalLong.of(7), OptionalLong.of(0)),
                new InterfaceStatistics(1, 6, OptionalLong.empty(), OptionalLong.empty()));
    }

    private static byte[] encoded(List<PcapngBlock> blocks) {
        PcapngEncoder encoder = new PcapngEncoder();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (PcapngBlock block : blocks) {
            ByteBuffer bytes = encoder.encode(block);
            out.write(bytes.array(), 0, bytes.limit());
        }
        return out.toByteArray();
    }

    private static List<PcapngBlock> read(byte[] file) throws IOException {
        List<PcapngBlock> blocks = new ArrayList<>();
        try (PcapngReader reader = new PcapngReader(new ByteArrayInputStream(file))) {
            for (Optional<PcapngBlock> block = reader.next(); block.isPresent(); block = reader.next()) {
                blocks.add(block.get());
            }
        }
        return blocks;
    }

    /** Converts a block to text to compare by, because records compare arrays by identity. */
    private static String text(PcapngBlock block) {
        return block instanceof EnhancedPacket packet
                ? HexFormat.of().formatHex(packet.bytes())
                        + new EnhancedPacket(packet.interfaceId(), packet.epochNanos(), null,
                                packet.originalLength(),
                                packet.direction(), packet.comments())
                : block.toString();
    }

    @Test
    void sectionHeaderBlockHasTheLayoutOfTheDraft() {
        byte[] bytes = encoded(List.of(new SectionHeader(ByteOrder.LITTLE_ENDIAN, "nk", List.of("Hello"))));
        assertEquals("0a0d0d0a" + "34000000" + "4d3c2b1a" + "01000000" + "ffffffffffffffff"
                + "01000500" + "48656c6c6f000000" + "04000200" + "6e6b0000" + "00000000" + "34000000",
                HexFormat.of().formatHex(bytes));
    }

    @Test
    void enhancedPacketBlockHasTheLayoutOfTheDraft() {
        byte[] bytes = encoded(
                List.of(new EnhancedPacket(1, 0x0102030405060708L, new byte[] {0x60, 0x61, 0x62}, 9,
                        PacketDirection.OUTBOUND, List.of())));
        assertEquals("06000000" + "30000000" + "01000000" + "0403020108070605" + "03000000" + "09000000"
                + "60616200" + "02000400" + "02000000" + "00000000" + "30000000",
                HexFormat.of().formatHex(bytes));
    }

    @Test
    void nameRecordIsAnAddressAndANulTerminatedName() {
        byte[] bytes = encoded(List.of(new NameResolution(List.of(new NamedAddress(ALICE, "al")))));
        assertEquals("04000000" + "1c000000" + "01000700" + "c0000201" + "616c0000" + "00000000" + "1c000000",
                HexFormat.of().formatHex(bytes));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void readerReturnsTheBlocksThatWereWritten(ByteOrder order) throws IOException {
        List<PcapngBlock> blocks = sample(order);
        List<PcapngBlock> again = read(encoded(blocks));
        assertEquals(blocks.stream().map(PcapngTest::text).toList(),
                again.stream().map(PcapngTest::text).toList());
    }

    @Test
    void secondSectionHasItsOwnByteOrderAndInterfaces() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(encoded(sample(ByteOrder.BIG_ENDIAN)));
        file.writeBytes(encoded(sample(ByteOrder.LITTLE_ENDIAN)));
        List<PcapngBlock> blocks = read(file.toByteArray());
        assertEquals(20, blocks.size());
        assertEquals(text(blocks.get(5)), text(blocks.get(15)));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void fileThatEndsWithinABlockIsAnEofException(ByteOrder order) throws IOException {
        List<PcapngBlock> blocks = sample(order).subList(0, 6);
        byte[] file = encoded(blocks);
        List<Integer> ends = new ArrayList<>();
        for (int count = 1; count <= blocks.size(); count++) {
            ends.add(encoded(blocks.subList(0, count)).length);
        }
        for (int length = 8; length <= file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            if (ends.contains(length)) {
                assertEquals(ends.indexOf(length) + 1, read(cut).size());
            } else {
                assertThrows(EOFException.class, () -> read(cut), "after " + length + " bytes");
            }
        }
    }

    @Test
    void fileOfAnotherFormatIsRefused() {
        for (byte[] file : List.of(new byte[0], new byte[] {1}, "GET / HTTP/1.1\r\n\r\n".getBytes())) {
            IOException refusal = assertThrows(IOException.class, () -> read(file));
            assertTrue(refusal.getMessage().startsWith("not a pcapng file"), refusal.getMessage());
        }
    }

    @Test
    void invalidTotalLengthIsRefusedBeforeAllocation() {
        byte[] file = encoded(sample(ByteOrder.LITTLE_ENDIAN));
        for (int length : List.of(0, 8, 13, Integer.MAX_VALUE & ~3, -4)) {
            ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(4, length);
            IOException refusal = assertThrows(IOException.class, () -> read(file));
            assertTrue(refusal.getMessage().contains("the block at offset 0 has the invalid total length"),
                    refusal.getMessage());
        }
    }

    @Test
    void damagedFileThrowsOnlyIOException() {
        byte[] file = encoded(sample(ByteOrder.LITTLE_ENDIAN).subList(0, 7));
        Random random = new Random(1);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = file.clone();
            for (int i = 0; i < 3; i++) {
                damaged[random.nextInt(file.length)] = (byte) random.nextInt();
            }
            try {
                read(damaged);
            } catch (IOException _) {
                refused++;
            }
        }
        assertTrue(refused > 1000, "refused " + refused);
    }

    @Test
    void blockOfUnknownTypeIsSkipped() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(encoded(sample(ByteOrder.LITTLE_ENDIAN).subList(0, 2)));
        file.writeBytes(HexFormat.of().parseHex("0a000000" + "10000000" + "01020304" + "10000000"));
        assertEquals(new PcapngBlock.Unknown(10), read(file.toByteArray()).getLast());
    }

    /** draft-ietf-opsawg-pcapng §4.2, if_tsresol; the most significant bit selects a power of two. */
    @ParameterizedTest
    @CsvSource({"1700000000, 0, 1700000000000000000", "1234567, 6, 1234567000", "1234567, 9, 1234567",
        "1234567, 12, 1234", "1025, 138, 1000976562", "4294967296, 160, 1000000000", "3, 129, 1500000000"})
    void timestampResolutionIsThatOfTheInterface(long units, int resolution, long nanoseconds) {
        assertEquals(nanoseconds, PcapngDecoder.nanoseconds(units, resolution));
    }

    @Test
    void packetIsTruncatedToTheSnapLengthAndKeepsItsOriginalLength() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] packet = new byte[100];
        Arrays.fill(packet, (byte) 7);
        try (PcapngWriter writer = new PcapngWriter(out, "", List.of())) {
            int all = writer.addInterface("a", "", LinkType.RAW_IP, 0);
            int some = writer.addInterface("b", "", LinkType.RAW_IP, 42);
            writer.packet(all, 1, packet, PacketDirection.INBOUND, List.of());
            writer.packet(some, 1, packet, PacketDirection.INBOUND, List.of());
        }
        List<PcapngBlock> blocks = read(out.toByteArray());
        EnhancedPacket whole = (EnhancedPacket) blocks.get(3);
        EnhancedPacket cut = (EnhancedPacket) blocks.get(4);
        assertArrayEquals(packet, whole.bytes());
        assertArrayEquals(Arrays.copyOf(packet, 42), cut.bytes());
        assertEquals(100, cut.originalLength());
    }

    @Test
    void unrepresentableBlockIsAnIllegalArgument() {
        PcapngEncoder encoder = new PcapngEncoder();
        assertThrows(IllegalArgumentException.class, () -> encoder.encode(new PcapngBlock.Unknown(3)));
        assertThrows(IllegalArgumentException.class,
                () -> encoder.encode(new NameResolution(List.of(new NamedAddress(ALICE, "")))));
        assertThrows(IllegalArgumentException.class, () -> encoder.encode(
                new SectionHeader(ByteOrder.LITTLE_ENDIAN, "", List.of("x".repeat(65_536)))));
    }
}
