package netkit.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InternetChecksumTest {
    private static PacketView view(byte[] packet) {
        return new PacketView().decode(LinkType.RAW_IP, packet, 0, packet.length);
    }

    /** RFC 1071 §3: the sum is ddf2. */
    @Test
    void exampleOfRfc1071HasItsChecksum() {
        byte[] bytes = HexFormat.of().parseHex("0001f203f4f5f6f7");
        assertEquals(0xFFFF & ~0xDDF2, InternetChecksum.of(bytes, 0, bytes.length));
    }

    @ParameterizedTest
    @CsvSource({"'', ffff", "ab, 54ff", "ffff, 0", "0000, ffff", "ffffffff, 0", "8000 8000, fffe",
        "abcd ef, 6531"})
    void oddByteIsTheUpperHalfAndCarriesAreAdded(String hex, String checksum) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertEquals(Integer.parseInt(checksum, 16), InternetChecksum.of(bytes, 0, bytes.length));
    }

    /** Compares with a sum of 16-bit words, as in RFC 1071 §4.1. */
    @Test
    void sumOf32BitWordsEqualsTheSumOf16BitWords() {
        Random random = new Random(1);
        for (int round = 0; round < 2000; round++) {
            byte[] bytes = new byte[random.nextInt(70)];
            random.nextBytes(bytes);
            int from = random.nextInt(bytes.length + 1);
            long sum = 0;
            for (int at = from; at < bytes.length; at += 2) {
                sum += (bytes[at] & 0xFF) << 8 | (at + 1 < bytes.length ? bytes[at + 1] & 0xFF : 0);
            }
            while (sum > 0xFFFF) {
                sum = (sum & 0xFFFF) + (sum >> 16);
            }
            assertEquals(~sum & 0xFFFF, InternetChecksum.of(bytes, from, bytes.length));
        }
    }

    /** A published example of a header, whose checksum is b861. */
    @Test
    void ipv4HeaderChecksumIsVerified() {
        byte[] header = HexFormat.of().parseHex("450000730000400040110000c0a80001c0a800c7");
        assertEquals(0xB861, InternetChecksum.of(header, 0, header.length));
        byte[] packet = Arrays.copyOf(header, 0x73);
        packet[10] = (byte) 0xB8;
        packet[11] = 0x61;
        assertTrue(((Ipv4Packet) view(packet).network()).isHeaderChecksumCorrect());
        packet[8]--;
        assertFalse(((Ipv4Packet) view(packet).network()).isHeaderChecksumCorrect());
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1 192.0.2.2", "2001:db8::1 2001:db8::2"})
    void everyFlippedBitIsDetected(String addresses) {
        String from = addresses.split(" ")[0];
        String to = addresses.split(" ")[1];
        int echo = from.contains(":") ? 128 : 8;
        byte[] text = "hello".getBytes();
        for (PacketBuilder builder : new PacketBuilder[] {
            PacketBuilder.ip(from, to).tcp(40_000, 80, TcpSegment.ACK, 0xFFFF_FFFFL, 7).payload(text),
            PacketBuilder.ip(from, to).udp(40_000, 80).payload(text),
            PacketBuilder.ip(from, to).icmp(echo, 0, 0x0003_0001).payload(text)}) {
            byte[] packet = builder.build();
            assertEquals(ChecksumVerdict.CORRECT, view(packet).transportChecksum());
            Layer transport = (Layer) view(packet).transport();
            for (int bit = 8 * transport.from(); bit < 8 * packet.length; bit++) {
                packet[bit / 8] ^= (byte) (1 << bit % 8);
                ChecksumVerdict verdict = view(packet).transportChecksum();
                // a changed length makes the layer malformed instead
                boolean malformed = view(packet).transport() instanceof Undecoded;
                assertEquals(malformed ? ChecksumVerdict.UNKNOWN : ChecksumVerdict.WRONG, verdict,
                        "bit " + bit);
                packet[bit / 8] ^= (byte) (1 << bit % 8);
            }
        }
    }

    @Test
    void changedAddressIsDetectedByThePseudoHeader() {
        byte[] packet = PacketBuilder.ip("192.0.2.1", "192.0.2.2").udp(1, 2).payload(3).build();
        packet[19] = 3;
        assertEquals(ChecksumVerdict.WRONG, view(packet).transportChecksum());
    }

    @Test
    void udpChecksumIsOptionalOnlyOverIpv4() {
        byte[] packet = PacketBuilder.ip("192.0.2.1", "192.0.2.2").udp(1, 2).payload(3).build();
        Arrays.fill(packet, 26, 28, (byte) 0);
        assertEquals(ChecksumVerdict.ABSENT, view(packet).transportChecksum());
        packet = PacketBuilder.ip("2001:db8::1", "2001:db8::2").udp(1, 2).payload(3).build();
        Arrays.fill(packet, 46, 48, (byte) 0);
        assertEquals(ChecksumVerdict.WRONG, view(packet).transportChecksum());
    }

    @Test
    void checksumOfATruncatedOrRoutedPacketIsUnknown() {
        byte[] packet = PacketBuilder.ip("192.0.2.1", "192.0.2.2").udp(1, 2).payload(30).build();
        assertEquals(ChecksumVerdict.UNKNOWN, view(Arrays.copyOf(packet, 57)).transportChecksum());
        byte[] routed = PacketBuilder.ip("2001:db8::1", "2001:db8::2").extension(43, "00040100000000")
                .udp(1, 2)
                .build();
        assertEquals(ChecksumVerdict.UNKNOWN, view(routed).transportChecksum(),
                "the final destination is in the routing header");
    }
}
