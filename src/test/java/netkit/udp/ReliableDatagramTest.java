package netkit.udp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.udp.ReliableDatagram.Ack;
import netkit.udp.ReliableDatagram.Data;

class ReliableDatagramTest {
    private static final String DATA = "4e4b5244 0a0b0c0d 00000102 000000ff 6869".replace(" ", "");
    private static final String ACK = "4e4b5241 0a0b0c0d 00000102 8000000000000001".replace(" ", "");

    private static Optional<ReliableDatagram> decode(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return ReliableDatagram.decode(Arrays.copyOf(bytes, bytes.length + 100), bytes.length);
    }

    @Test
    void dataIsHeaderAndMessage() {
        byte[] hi = "hi".getBytes(StandardCharsets.US_ASCII);
        assertEquals(DATA, HexFormat.of().formatHex(new Data(0x0a0b0c0d, 0x102, 0xff, hi).encode()));
        Data data = assertInstanceOf(Data.class, decode(DATA).orElseThrow());
        assertEquals(0x0a0b0c0d, data.session());
        assertEquals(0x102, data.sequence());
        assertEquals(0xff, data.base());
        assertArrayEquals(hi, data.message());
    }

    @Test
    void acknowledgementHasOneBitPerMessageOfTheWindow() {
        Ack ack = new Ack(0x0a0b0c0d, 0x102, 1L << 63 | 1);
        assertEquals(ACK, HexFormat.of().formatHex(ack.encode()));
        assertEquals(Optional.of(ack), decode(ACK));
        assertEquals(ReliableDatagram.ACK_LENGTH, ack.encode().length);
    }

    @Test
    void messageMayBeEmptyOrFillTheDatagram() {
        assertEquals(ReliableDatagram.DATA_HEADER_LENGTH, new Data(1, 2, 2, new byte[0]).encode().length);
        assertEquals(DatagramListener.MAX_PAYLOAD,
                new Data(1, 2, 2, new byte[ReliableDatagram.MAX_MESSAGE]).encode().length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4e", "4e4b5244", "68656c6c6f2068656c6c6f2068656c6c6f2068656c6c6f"})
    void otherDatagramsAreNotDecoded(String hex) {
        assertEquals(Optional.empty(), decode(hex));
    }

    @Test
    void acknowledgementHasFixedLength() {
        assertEquals(Optional.empty(), decode(ACK + "00"));
        assertEquals(Optional.empty(), decode(ACK.substring(2)));
    }

    @Test
    void truncatedHeaderIsNotDecoded() {
        for (int length = 0; length < ReliableDatagram.DATA_HEADER_LENGTH; length++) {
            assertEquals(Optional.empty(), decode(DATA.substring(0, 2 * length)), length + " bytes");
        }
    }

    @Test
    void baseMustBeWithinOneWindowBelowTheSequenceNumber() {
        assertEquals(Optional.empty(), decode("4e4b5244 00000001 00000005 00000006".replace(" ", "")),
                "base above the sequence number");
        assertEquals(Optional.empty(), decode("4e4b5244 00000001 00000045 00000005".replace(" ", "")),
                "base a whole window below");
        assertInstanceOf(Data.class,
                decode("4e4b5244 00000001 00000001 ffffffff".replace(" ", "")).orElseThrow(),
                "sequence numbers wrap around");
        assertThrows(IllegalArgumentException.class, () -> new Data(1, 5, 6, new byte[0]));
    }
}
