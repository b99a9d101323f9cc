package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

class HexDumpTest {
    @Test
    void lineHasOffsetHexAndAscii() {
        assertEquals(List.of("0000  48 65 6c 6c 6f 2c 20 77  6f 72 6c 64 0a           |Hello, world.|"),
                HexDump.lines("Hello, world\n".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void lineHoldsSixteenBytes() {
        byte[] bytes = new byte[17];
        bytes[15] = (byte) 0xff;
        bytes[16] = '~';
        assertEquals(List.of("0000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 ff  |................|",
                "0010  7e                                                |~|"), HexDump.lines(bytes));
    }

    @Test
    void onlyTheGivenRangeIsShown() {
        assertEquals(List.of("0000  63 64                                             |cd|"),
                HexDump.lines("abcdef".getBytes(StandardCharsets.US_ASCII), 2, 2));
    }

    @Test
    void noBytesGiveNoLines() {
        assertEquals(List.of(), HexDump.lines(new byte[0]));
    }
}
