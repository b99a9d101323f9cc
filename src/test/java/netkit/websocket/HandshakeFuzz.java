package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.Arrays;
import java.util.List;

import netkit.http.HeadDecoder;
import netkit.http.HeadLimits;
import netkit.http.HttpException;
import netkit.http.RequestHead;
import netkit.http.ResponseHead;

/**
 * Opening handshakes on both ends: only {@link HttpException} and {@link WebSocketException} are thrown, and each client
 * that offers what the request has accepts the server's response.
 */
public final class HandshakeFuzz {
    private static final RequestHead REQUEST = OpeningHandshake.request(URI.create("ws://h/"),
            new byte[OpeningHandshake.KEY_BYTES], WebSocketOptions.DEFAULT);

    private HandshakeFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws WebSocketException {
        HeadDecoder decoder = new HeadDecoder(HeadLimits.DEFAULT);
        try {
            int length = decoder.length(input, input.length);
            if (length == 0) {
                return;
            }
            if (input[0] == 'H') {
                OpeningHandshake.check(REQUEST, decoder.response(input, length), WebSocketOptions.DEFAULT);
            } else {
                server(decoder.request(input, length));
            }
        } catch (HttpException | WebSocketException e) {
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        }
    }

    private static void server(RequestHead request) throws HttpException {
        NegotiatedHandshake agreed = OpeningHandshake.negotiate(request, WebSocketOptions.DEFAULT);
        ResponseHead response = OpeningHandshake.response(request, agreed);
        HeadDecoder decoder = new HeadDecoder(HeadLimits.DEFAULT);
        byte[] bytes = response.encode();
        assertEquals(response, decoder.response(bytes, decoder.length(bytes, bytes.length)));
        try {
            assertEquals(agreed, OpeningHandshake.check(request, response, WebSocketOptions.DEFAULT));
        } catch (WebSocketException e) {
            throw new AssertionError("refused by the client: " + Arrays.asList(request, response), e);
        }
        for (Role role : List.of(Role.CLIENT, Role.SERVER)) {
            agreed.deflate().ifPresent(deflate -> {
                deflate.deflater(role).close();
                deflate.inflater(role).close();
            });
        }
    }
}
