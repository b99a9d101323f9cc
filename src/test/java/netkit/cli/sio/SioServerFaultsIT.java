package netkit.cli.sio;

import java.io.IOException;

import org.junit.jupiter.api.Assertions;

import netkit.testing.FaultyClients;
import netkit.testing.ServerFaultsContract;
import netkit.testing.WebSocketPeer;

class SioServerFaultsIT extends ServerFaultsContract {
    private static final String PATH = "/socket.io/?EIO=4&transport=websocket";

    @Override
    protected String command() {
        return "sio-server --app echo --ping-timeout 10m";
    }

    @Override
    protected WellBehaved connect(int port) {
        WebSocketPeer peer = new WebSocketPeer("ws://127.0.0.1:" + port + PATH);
        peer.await("0\\{.*");
        peer.send("40").await("40\\{.*");
        return new WellBehaved() {
            @Override
            public void request(int number) {
                peer.send("42" + number + "[\"message-with-ack\"," + number + "]");
                String line = peer.await("43.*|2");
                while (line.equals("2")) { // a ping
                    line = peer.send("3").await("43.*|2");
                }
                Assertions.assertEquals("43" + number + "[" + number + "]", line);
            }

            @Override
            public void close() throws IOException {
                peer.close();
            }
        };
    }

    @Override
    protected FaultyClients faulty(int port) {
        return FaultyClients.ofWebSocket(port, PATH, "42[\"message\",1]");
    }
}
