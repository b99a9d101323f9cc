package netkit.cli.ws;

import java.io.IOException;

import org.junit.jupiter.api.Assertions;

import netkit.testing.FaultyClients;
import netkit.testing.ServerFaultsContract;
import netkit.testing.WebSocketPeer;

class WsServerFaultsIT extends ServerFaultsContract {
    @Override
    protected String command() {
        return "ws-server";
    }

    @Override
    protected WellBehaved connect(int port) {
        WebSocketPeer peer = new WebSocketPeer("ws://127.0.0.1:" + port + "/echo");
        return new WellBehaved() {
            @Override
            public void request(int number) {
                Assertions.assertEquals("number " + number, peer.send("number " + number).next());
            }

            @Override
            public void close() throws IOException {
                peer.close();
            }
        };
    }

    @Override
    protected FaultyClients faulty(int port) {
        return FaultyClients.ofWebSocket(port, "/echo", "x");
    }
}
