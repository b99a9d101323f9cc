package netkit.socketio;

import java.io.IOException;

import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/** The reference server with the application of {@link SocketIoApp}. */
final class ReferenceServer implements AutoCloseable {
    private final LiveProcess node;
    private final int port;

    /** @param options of the reference, as JSON */
    ReferenceServer(String options) throws IOException {
        node = Programs.node("sio-server.mjs", options);
        port = Integer.parseInt(node.awaitLine("listening on \\d+").replaceAll("\\D", ""));
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        node.close();
    }

    @Override
    public String toString() {
        return "the reference server\n" + node;
    }
}
