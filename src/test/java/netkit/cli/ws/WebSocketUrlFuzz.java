package netkit.cli.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;

import picocli.CommandLine.TypeConversionException;

import netkit.http.HeadDecoder;
import netkit.http.HeadLimits;
import netkit.http.HttpException;
import netkit.http.RequestHead;
import netkit.testing.FuzzInput;
import netkit.websocket.OpeningHandshake;
import netkit.websocket.WebSocketOptions;

/** URLs of WebSocket servers: nothing is thrown but what becomes a message, and the handshake's request is valid HTTP. */
public final class WebSocketUrlFuzz {
    private WebSocketUrlFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws HttpException {
        URI url;
        try {
            url = new WebSocketUrl().convert(FuzzInput.utf8(input));
        } catch (TypeConversionException e) {
            assertEquals(true, e.getMessage() != null);
            return;
        }
        RequestHead request = OpeningHandshake.request(url, new byte[OpeningHandshake.KEY_BYTES],
                WebSocketOptions.DEFAULT);
        HeadDecoder decoder = new HeadDecoder(HeadLimits.DEFAULT);
        byte[] bytes = request.encode();
        assertEquals(request, decoder.request(bytes, decoder.length(bytes, bytes.length)));
    }
}
