package netkit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import netkit.testing.Allocation;
import netkit.testing.FuzzInput;

/**
 * Bodies, after the header lines that announce them: only {@link HttpException} and {@link EOFException} are thrown, a body
 * in pieces is the same as the whole one, and memory grows with the bytes received.
 */
public final class HttpBodyFuzz {
    private static final int MAX = 1 << 20;
    private static final byte[] POST = "POST / HTTP/1.1\r\nHost: a\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final HeadDecoder HEADS = new HeadDecoder(HeadLimits.DEFAULT);

    private HttpBodyFuzz() {}

    private interface Beginning {
        BodyDecoder decoder(byte[] bytes, int length) throws HttpException;
    }

    public static void fuzzerTestOneInput(byte[] input) {
        check(POST, input, (bytes, length) -> BodyDecoder.of(HEADS.request(bytes, length), MAX));
        check(OK, input, (bytes, length) -> BodyDecoder.of("GET", HEADS.response(bytes, length), MAX));
    }

    private static void check(byte[] firstLine, byte[] input, Beginning beginning) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(firstLine);
        message.writeBytes(input);
        byte[] bytes = message.toByteArray();
        HeadDecoder heads = new HeadDecoder(HeadLimits.DEFAULT);
        try {
            int length = heads.length(bytes, bytes.length);
            if (length > 0) {
                byte[] body = Arrays.copyOfRange(bytes, length, bytes.length);
                Allocation.assertAtMost(200_000 + 500L * bytes.length,
                        () -> outcome(beginning, bytes, length, List.of(body)));
                assertEquals(outcome(beginning, bytes, length, List.of(body)),
                        outcome(beginning, bytes, length, FuzzInput.pieces(body)));
            }
        } catch (HttpException e) {
            HttpHeadFuzz.requireOneLine(e.getMessage());
        }
    }

    private static String outcome(Beginning beginning, byte[] bytes, int length, List<byte[]> pieces) {
        try {
            BodyDecoder decoder = beginning.decoder(bytes, length);
            int consumed = 0;
            for (byte[] piece : pieces) {
                consumed += decoder.feed(piece, 0, piece.length);
            }
            boolean isDone = decoder.isDone();
            return consumed + " " + isDone + " " + end(decoder) + HexFormat.of().formatHex(decoder.content());
        } catch (HttpException e) {
            HttpHeadFuzz.requireOneLine(e.getMessage());
            return e.getMessage();
        }
    }

    private static String end(BodyDecoder decoder) {
        try {
            decoder.end();
            return "";
        } catch (EOFException e) {
            return e.getMessage() + " ";
        }
    }
}
