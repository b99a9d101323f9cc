package netkit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import netkit.testing.FuzzInput;

/**
 * Heads: only {@link HttpException} is thrown, a head in pieces is the same as the whole one, and a decoded head is decoded
 * alike after it is encoded.
 */
public final class HttpHeadFuzz {
    private HttpHeadFuzz() {}

    private interface Decoding<T> {
        T decode(HeadDecoder decoder, byte[] bytes, int length) throws HttpException;
    }

    public static void fuzzerTestOneInput(byte[] input) throws HttpException {
        RequestHead request = decoded(input, HeadDecoder::request);
        if (request != null) {
            assertEquals(request, decoded(request.encode(), HeadDecoder::request));
            var query = QueryString.decode(request.query());
            assertEquals(query, QueryString.decode(QueryString.encode(query)));
            request.path();
            request.authority();
            Arrays.asList("Connection", "Upgrade", "Accept").forEach(request.headers()::list);
        }
        ResponseHead response = decoded(input, HeadDecoder::response);
        if (response != null) {
            assertEquals(response, decoded(response.encode(), HeadDecoder::response));
        }
    }

    private static <T> T decoded(byte[] input, Decoding<T> decoding) {
        String whole = outcome(List.of(input), input, decoding);
        assertEquals(whole, outcome(FuzzInput.pieces(input), input, decoding));
        HeadDecoder decoder = new HeadDecoder(HeadLimits.DEFAULT);
        try {
            int length = decoder.length(input, input.length);
            return length == 0 ? null : decoding.decode(decoder, input, length);
        } catch (HttpException _) {
            return null;
        }
    }

    private static <T> String outcome(List<byte[]> pieces, byte[] input, Decoding<T> decoding) {
        HeadDecoder decoder = new HeadDecoder(HeadLimits.DEFAULT);
        try {
            int count = 0;
            for (byte[] piece : pieces) {
                count += piece.length;
                int length = decoder.length(Arrays.copyOf(input, count), count);
                if (length > 0) {
                    return length + " " + decoding.decode(decoder, input, length);
                }
            }
            return "incomplete";
        } catch (HttpException e) {
            requireOneLine(e.getMessage());
            return e.status() + " " + e.getMessage();
        }
    }

    static void requireOneLine(String message) {
        if (message == null || message.lines().count() != 1
                || !StandardCharsets.UTF_8.newEncoder().canEncode(message)) {
            throw new AssertionError("not a line for users: " + message);
        }
    }
}
