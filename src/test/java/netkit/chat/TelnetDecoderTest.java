package netkit.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelnetDecoderTest {
    private static final HexFormat HEX = HexFormat.of();

    private final List<String> asked = new ArrayList<>();

    /** Decodes chunks of this size; returns the text that is left. */
    private String decode(String hex, int size) {
        asked.clear();
        TelnetDecoder decoder = new TelnetDecoder(new TelnetDecoder.Commands() {
            @Override
            public void reply(byte[] bytes) {
                asked.add(HEX.formatHex(bytes));
            }

            @Override
            public void areYouThere() {
                asked.add("ayt");
            }
        });
        byte[] stream = HEX.parseHex(hex.replace(" ", ""));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int from = 0; from < stream.length; from += size) {
            byte[] chunk = new byte[size + 1];
            int count = Math.min(size, stream.length - from);
            System.arraycopy(stream, from, chunk, 0, count);
            text.write(chunk, 0, decoder.decode(chunk, count));
        }
        return HEX.formatHex(text.toByteArray());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            text of UTF-8 is kept,                    68 c3a9 f09f9880 0d0a 0a,         68c3a9f09f98800d0a0a, ''
            DO is refused with WONT,                  61 fffd01 62,                     6162,                 fffc01
            WILL is refused with DONT,                fffb1f 61,                        61,                   fffe1f
            WONT and DONT ask for nothing,            fffc01 fffe03 61,                 61,                   ''
            an option may be 255,                     fffdff 61,                        61,                   fffcff
            an option may look like a line end,       fffd0a 61 0a,                     610a,                 fffc0a
            two bytes are a command,                  fff1 61 fff3 62 fff9 fff2 0a,     61620a,               ''
            are you there,                            61 fff6 62 0a,                    61620a,               ayt
            interrupt and timing mark,                fff4 fffd06 61,                   61,                   fffc06
            subnegotiation is skipped,                fffa 1f 0050 0018 fff0 61,        61,                   ''
            255 in a subnegotiation is doubled,       fffa 1f ffff f0 0a fff0 61,       61,                   ''
            a subnegotiation without SE,              fffa 18 00 fffd01 61,             61,                   fffc01
            a subnegotiation after another,           fffa 18 fffa 1f 00 fff0 61,       61,                   ''
            IAC IAC is a byte of the text,            61 ffff 0a,                       61ff0a,               ''
            a command below the known ones,           ff 41 61,                         61,                   ''
            CR NUL ends a line,                       61 0d00 62 0d0a,                  610d0a620d0a,         ''
            CR NUL around a command,                  61 0d fff1 00 62,                 610d0a62,             ''
            another NUL is kept,                      61 00 0d 62 00,                   61000d6200,           ''
            CR CR NUL,                                0d 0d00 00,                       0d0d0a00,             ''
            CR and CR NUL in an option,               0d fffd00 61,                     0d61,                 fffc00
            """)
    void commandsAreRemovedHoweverTheyAreSplit(String what, String hex, String text, String reply) {
        for (int size : List.of(hex.length(), 1, 2, 3)) {
            assertEquals(text, decode(hex, size), what + ", in chunks of " + size);
            assertEquals(reply, String.join(" ", asked), what + ", in chunks of " + size);
        }
    }

    /** What PuTTY sends when it connects: window size, speed, type, environment, echo, and go-ahead for both ends. */
    @Test
    void openingOfPuttyIsRefusedAndTheNextLineIsText() {
        String opening = "fffb1f fffb20 fffb18 fffb27 fffd01 fffb03 fffd03";

        for (int size : List.of(100, 1, 2)) {
            assertEquals("68690d0a", decode(opening + "6869 0d0a", size));
            assertEquals(
                    List.of("fffe1f", "fffe20", "fffe18", "fffe27", "fffc01", "fffe03", "fffc03"), asked);
        }
    }
}
