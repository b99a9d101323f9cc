package netkit.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import netkit.lab.namespace.LabEntry;

/**
 * The training run of the start-up cache (JEP 514): runs the short commands and starts each server, so that Java keeps
 * their classes loaded and linked. Cached classes that a command does not need make it slower, so that no others are run.
 */
final class StartUpTraining {
    private static final List<List<String>> SERVERS = List.of(List.of("tcp-server", "--port", "0"),
            List.of("udp-listen", "0"), List.of("ws-server", "--port", "0"),
            List.of("sio-server", "--port", "0"),
            List.of("mq-server", "--port", "0"));

    private StartUpTraining() {}

    public static void main(String[] arguments)
            throws IOException, ClassNotFoundException, InterruptedException {
        PrintWriter nowhere = new PrintWriter(OutputStream.nullOutputStream());
        try (DatagramSocket receiver = new DatagramSocket(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            List<String[]> commands = List.of(new String[] {"--version"}, new String[] {"--help"},
                    new String[] {"ws-frame", "decode", "8100"},
                    new String[] {"udp-send", "127.0.0.1:9", "--wait", "1ms", "hello"},
                    new String[] {"udp-send", "127.0.0.1:" + receiver.getLocalPort(), "hello"});
            commands.forEach(command -> NetkitCommandLine.execute(nowhere, nowhere, command));
            LabEntry.enter(); // the first thing that every command does
        }
        for (List<String> server : SERVERS) {
            startAndStop(server.toArray(String[]::new));
        }
        Class.forName("netkit.Netkit"); // the class that java -jar starts
        System.exit(0); // it loads classes too
    }

    /** Runs a server until it has said that it listens. */
    private static void startAndStop(String... command) throws InterruptedException {
        CountDownLatch listening = new CountDownLatch(1);
        PrintWriter out = new PrintWriter(new OutputStream() {
            @Override
            public void write(int one) {
                listening.countDown();
            }
        }, true);
        PrintWriter err = new PrintWriter(OutputStream.nullOutputStream());
        Thread server = Thread.ofPlatform().start(() -> {
            NetkitCommandLine.execute(out, err, command);
            listening.countDown(); // where it cannot listen
        });
        listening.await();
        server.interrupt();
        server.join();
    }
}
