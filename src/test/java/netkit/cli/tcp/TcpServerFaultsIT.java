package netkit.cli.tcp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import netkit.testing.FaultyClients;
import netkit.testing.LineSocket;
import netkit.testing.ServerFaultsContract;

class TcpServerFaultsIT extends ServerFaultsContract {
    private static final int SPEAKERS = 50; // one of so many

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

    /** Those that never read ask for help, and a few speak to all the others. */
    @Override
    protected FaultyClients faulty(int port) {
        byte[] half = "x".repeat(8000).getBytes(StandardCharsets.US_ASCII);
        byte[] help = "/help\n".getBytes(StandardCharsets.US_ASCII);
        byte[] line = FaultyClients.join(half, "\n".getBytes(StandardCharsets.US_ASCII));
        return new FaultyClients(port, new byte[0], "x\n".getBytes(StandardCharsets.US_ASCII), half, half,
                client -> client % SPEAKERS == 0 ? line : help);
    }

    /** 200 lines of 8 KiB need little. */
    @Override
    protected boolean canRunOutOfMemory() {
        return false;
    }
}
