package netkit.engineio;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import netkit.net.Endpoint;
import netkit.net.Listener;

/** A server that opens a session for every request and sends nothing further. */
final class SilentServer implements AutoCloseable {
    private final Listener listener;

    SilentServer(int pingInterval, int pingTimeout) throws IOException {
        this("0{\"sid\":\"silence\",\"upgrades\":[],\"pingInterval\":" + pingInterval
                + ",\"pingTimeout\":"
                + pingTimeout + ",\"maxPayload\":1000000}");
    }

    /** @param body of the response to each first request */
    SilentServer(String body) throws IOException {
        listener = Listener.open(new Endpoint(Endpoint.LOOPBACK, 0), socket -> serve(socket, body), _ -> {});
    }

    private static void serve(Socket socket, String body) throws IOException {
        socket.getOutputStream()
                .write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getInputStream().readAllBytes();
    }

    int port() {
        return listener.endpoint().port();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
