package netkit.cli.tcp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import netkit.testing.FaultyClients;
import netkit.testing.LineSocket;
import netkit.testing.ServerFaultsContract;

class TcpServerFaultsIT extends ServerFaultsContract {
    @Override
    protected String command() {
        return "tcp-server";
    }

    /** Two members of one room: what one says is the other's reply. */
    @Override
    protected WellBehaved connect(int port) throws IOException {
        LineSocket ann = new LineSocket(port);
        LineSocket bob = new LineSocket(port);
        String room = "room" + ann.localPort();
        for (LineSocket member : new LineSocket[] {ann, bob}) {
            member.send("/join " + room + "\n/leave lobby\n"); // what the others say is not for them
            member.await("\\* you left lobby");
        }
        return new WellBehaved() {
            @Override
            public void request(int number) throws IOException {
                ann.send("number " + number + "\n");
                bob.await(".*: number " + number);
            }

            @Override
            public void close() throws IOException {
                ann.close();
                bob.close();
            }
        };
    }

    @Override
    protected FaultyClients faulty(int port) {
        return new FaultyClients(port, new byte[0], "x\n".getBytes(StandardCharsets.US_ASCII),
                "half a line".getBytes(StandardCharsets.US_ASCII));
    }
}
