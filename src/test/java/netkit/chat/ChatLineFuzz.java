package netkit.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import netkit.testing.Allocation;
import netkit.testing.FuzzInput;

/** Lines of the chat, with Telnet's commands among them: nothing is thrown, lines in pieces are the same as whole ones, and memory has a bound. */
public final class ChatLineFuzz {
    private static final int LIMIT = 64;

    private static final TelnetDecoder.Commands NO_REPLIES = new TelnetDecoder.Commands() {
        @Override
        public void reply(byte[] bytes) {}

        @Override
        public void areYouThere() {}
    };

    private ChatLineFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Allocation.assertAtMost(10_000 + 1000L * input.length, () -> lines(List.of(input)));
        List<LineDecoder.Line> whole = lines(List.of(input));
        assertEquals(whole, lines(FuzzInput.pieces(input)));
        assertEquals(whole, lines(FuzzInput.bytes(input)));
        for (LineDecoder.Line line : whole) {
            if (line instanceof LineDecoder.Line.Text(String text)) {
                assertTrue(text.length() <= LIMIT, "too long");
                check(ChatCommand.parse(text));
            }
        }
    }

    private static List<LineDecoder.Line> lines(List<byte[]> pieces) {
        LineDecoder decoder = new LineDecoder(LIMIT);
        TelnetDecoder telnet = new TelnetDecoder(NO_REPLIES);
        List<LineDecoder.Line> lines = new ArrayList<>();
        for (byte[] piece : pieces) {
            byte[] chunk = piece.clone(); // it is decoded in place
            decoder.feed(chunk, 0, telnet.decode(chunk, chunk.length), lines::add);
        }
        decoder.finish(lines::add);
        return lines;
    }

    private static void check(ChatCommand command) {
        if (command instanceof ChatCommand.Nick(String name) && Names.isName(name)) {
            Names<String> names = new Names<>();
            assertTrue(names.take(name, "a") && !names.take(name, "b"), "taken twice: " + name);
            assertEquals("a", names.holder(name).orElseThrow());
            names.release(name, "a");
            assertTrue(names.take(name, "b"), "not released: " + name);
        }
    }
}
