package netkit.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;

class TelnetInterruptTest {
    private static String strip(String hex) {
        byte[] chunk = HexFormat.of().parseHex(hex.replace(" ", ""));
        return HexFormat.of().formatHex(Arrays.copyOf(chunk, TelnetInterrupt.strip(chunk, chunk.length)));
    }

    @Test
    void interruptSequenceIsRemovedAnywhere() {
        assertEquals("", strip("fff4fffd06"));
        assertEquals("61620a", strip("61 fff4fffd06 62 0a"));
        assertEquals("610a", strip("fff4fffd06 61 fff4fffd06 0a"));
    }

    @Test
    void otherTelnetBytesAreKept() {
        assertEquals("fffe0a", strip("fffe0a"));
        assertEquals("fff4fffd", strip("fff4fffd"));
    }
}
