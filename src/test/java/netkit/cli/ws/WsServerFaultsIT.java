package netkit.cli.ws;

import java.io.IOException;
import java.util.Arrays;
import java.util.zip.Deflater;

import org.junit.jupiter.api.Assertions;

import netkit.testing.FaultyClients;
import netkit.testing.ServerFaultsContract;
import netkit.testing.WebSocketPeer;
import netkit.websocket.FrameHeader;
import netkit.websocket.Opcode;

class WsServerFaultsIT extends ServerFaultsContract {
    private static final int SPEAKERS = 50; // one of so many
    private static final int JUST_LEGAL = (16 << 20) - 1000;

    @Override
    protected String command() {
        return "ws-server";
    }

    /** Two members of a room of the chat, and a connection that is echoed to. */
    @Override
    protected WellBehaved connect(int port) {
        String server = "ws://127.0.0.1:" + port;
        WebSocketPeer echo = new WebSocketPeer(server + "/echo");
        WebSocketPeer ann = new WebSocketPeer(server + "/chat");
        WebSocketPeer bob = new WebSocketPeer(server + "/chat");
        String room = "room" + System.identityHashCode(ann);
        for (WebSocketPeer member : new WebSocketPeer[] {ann, bob}) {
            member.send("/join " + room).send("/leave lobby"); // what the others say is not for them
            member.await("\\* you left lobby");
        }
        return new WellBehaved() {
            @Override
            public void request(int number) {
                Assertions.assertEquals("number " + number, echo.send("number " + number).next());
                ann.send("number " + number);
                bob.await(".*: number " + number);
            }

            @Override
            public void close() throws IOException {
                echo.close();
                ann.close();
                bob.close();
            }
        };
    }

    /** An unfinished message of 16 KB takes 16 MiB when it is decompressed; few of the clients speak. */
    @Override
    protected FaultyClients faulty(int port) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(new byte[JUST_LEGAL]);
        byte[] compressed = new byte[64 * 1024];
        int length = deflater.deflate(compressed, 0, compressed.length, Deflater.SYNC_FLUSH);
        deflater.end();
        byte[] bomb = FaultyClients.frame(FrameHeader.RSV1, Opcode.TEXT, Arrays.copyOf(compressed, length));
        return FaultyClients.ofWebSocket(port, "/chat", "x", bomb,
                client -> client % SPEAKERS == 0 ? "x".repeat(8000) : "/help");
    }
}
