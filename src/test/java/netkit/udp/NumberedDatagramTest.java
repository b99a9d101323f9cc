package netkit.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class NumberedDatagramTest {
    private static final String VECTOR = "4e4b4447" + "5f3a09c2" + "00000011" + "000003e8"
            + "1122334455667788";
    private static final NumberedDatagram DATAGRAM = new NumberedDatagram(0x5f3a09c2, 17, 1000,
            0x1122334455667788L);

    private static Optional<NumberedDatagram> decode(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return NumberedDatagram.decode(bytes, bytes.length);
    }

    @Test
    void headerIsTwentyFourBytesBigEndian() {
        byte[] bytes = new byte[NumberedDatagram.HEADER_LENGTH];
        DATAGRAM.encode(bytes);
        assertEquals(VECTOR, HexFormat.of().formatHex(bytes));
        assertEquals(Optional.of(DATAGRAM), decode(VECTOR));
    }

    @Test
    void paddingBehindTheHeaderIsKept() {
        byte[] bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 9};
        DATAGRAM.encode(bytes);
        assertEquals(VECTOR + "0709", HexFormat.of().formatHex(bytes));
        assertEquals(Optional.of(DATAGRAM), NumberedDatagram.decode(bytes, bytes.length));
    }

    @Test
    void datagramShorterThanTheHeaderIsNotNumbered() {
        byte[] bytes = HexFormat.of().parseHex(VECTOR);
        for (int length = 0; length < NumberedDatagram.HEADER_LENGTH; length++) {
            assertEquals(Optional.empty(), NumberedDatagram.decode(bytes, length), "length " + length);
            assertEquals(Optional.empty(), decode(VECTOR.substring(0, 2 * length)), "array of " + length);
        }
    }

    @Test
    void datagramWithOtherMagicIsNotNumbered() {
        for (int bit = 0; bit < 32; bit++) {
            byte[] bytes = HexFormat.of().parseHex(VECTOR);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            assertEquals(Optional.empty(), NumberedDatagram.decode(bytes, bytes.length), "bit " + bit);
        }
    }

    @Test
    void sequenceNumberMustBeBelowTheCount() {
        String rest = "0000000000000000";
        assertEquals(Optional.empty(), decode("4e4b444700000000" + "000003e8" + "000003e8" + rest));
        assertEquals(999,
                decode("4e4b444700000000" + "000003e7" + "000003e8" + rest).orElseThrow().sequence());
        assertEquals(Integer.MAX_VALUE,
                decode("4e4b444700000000" + "7fffffff" + "00000000" + rest).orElseThrow().sequence());
        assertEquals(Optional.empty(), decode("4e4b444700000000" + "80000000" + "00000000" + rest));
        assertEquals(Optional.empty(), decode("4e4b444700000000" + "00000000" + "80000000" + rest));
    }

    @Test
    void constructorRefusesInvalidSequenceNumbers() {
        assertThrows(IllegalArgumentException.class, () -> new NumberedDatagram(0, 5, 5, 0));
        assertThrows(IllegalArgumentException.class, () -> new NumberedDatagram(0, -1, 0, 0));
    }
}
