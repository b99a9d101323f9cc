package netkit.cli.tcp;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A decoder of UTF-8 that comes in chunks, which may split a character. What is no UTF-8 becomes U+FFFD. */
final class Utf8Chunks {
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE).onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] begun = {};

    /** Returns the characters that are complete. */
    String decode(byte[] bytes, int count) {
        byte[] all = Arrays.copyOf(begun, begun.length + count);
        System.arraycopy(bytes, 0, all, begun.length, count);
        ByteBuffer in = ByteBuffer.wrap(all);
        CharBuffer text = CharBuffer.allocate(all.length);
        decoder.decode(in, text, false);
        begun = Arrays.copyOfRange(all, in.position(), all.length);
        return text.flip().toString();
    }
}
