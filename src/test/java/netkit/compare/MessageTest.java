package netkit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;

import org.junit.jupiter.api.Test;

class MessageTest {
    private static byte[] message(int run, int number, int size) {
        byte[] message = new byte[size];
        Message.encode(run, number, message);
        return message;
    }

    @Test
    void theHeaderIsMagicRunAndNumber() {
        assertEquals("6e6b636d 00000001 00000203 5556".replace(" ", ""),
                HexFormat.of().formatHex(message(1, 0x203, 14)));
    }

    @Test
    void itsNumberIsReadBack() {
        for (int size : new int[] {12, 13, 100, 65_507}) {
            assertEquals(123_456, Message.number(9, message(9, 123_456, size), 0, size));
        }
    }

    @Test
    void anotherRunIsForeign() {
        assertEquals(Message.FOREIGN, Message.number(2, message(1, 5, 50), 0, 50));
    }

    @Test
    void oneChangedBitAnywhereMakesItForeign() {
        for (int i = 0; i < 50; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = message(1, 5, 50);
                damaged[i] ^= (byte) (1 << bit);
                assertEquals(Message.FOREIGN, Message.number(1, damaged, 0, 50),
                        "byte " + i + ", bit " + bit);
            }
        }
    }

    @Test
    void lessThanAHeaderIsForeign() {
        assertEquals(Message.FOREIGN, Message.number(1, message(1, 5, 12), 0, 11));
    }
}
