package netkit.cli.sio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Assertions;

import netkit.testing.FaultyClients;
import netkit.testing.ServerFaultsContract;
import netkit.testing.WebSocketPeer;
import netkit.websocket.FrameHeader;
import netkit.websocket.Opcode;

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

    /** An unfinished message lacks the second of its attachments. */
    @Override
    protected FaultyClients faulty(int port) {
        byte[] unfinished = FaultyClients.join(text("40"),
                text("452-[\"x\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]"),
                FaultyClients.frame(FrameHeader.FIN, Opcode.BINARY, new byte[900_000]));
        return FaultyClients.ofWebSocket(port, PATH, "42[\"message\",1]", unfinished,
                _ -> "42[\"message\",\"" + "x".repeat(100_000) + "\"]");
    }

    @Override
    protected boolean meetsFaultsOfMemory() {
        return false;
    }

    @Override
    protected boolean canRunOutOfMemory() {
        return false;
    }

    private static byte[] text(String packet) {
        return FaultyClients.frame(FrameHeader.FIN, Opcode.TEXT, packet.getBytes(StandardCharsets.US_ASCII));
    }
}
