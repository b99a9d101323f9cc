package netkit.compare.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.TrialClock;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;
import netkit.lab.wire.HostPair;
import netkit.lab.Host;
import netkit.lab.Lab;
import netkit.lab.LabCapture;
import netkit.lab.LabOptions;
import netkit.lab.wire.WireChange;
import netkit.testing.Tshark;

/** A lab with a wire observer and captures of both hosts, for tests that compare the two. */
final class ObservedLab implements AutoCloseable {
    static final int TRIAL = 3;
    static final int PORT = 9000;
    static final int TIMEOUT_MILLIS = 20_000;

    final Lab lab;
    final Path folder;
    final Workload workload;
    final Ledger ledger;
    final TrialClock clock = new TrialClock();
    final WireObserver observer;
    final LabCapture capture;
    final Host alice;
    final Host bob;

    ObservedLab(LabOptions options, Transport transport, Workload workload, Path folder) throws IOException {
        this.workload = workload;
        this.folder = folder;
        ledger = new Ledger(workload.messages());
        lab = Lab.open(Scenario.HOSTS, 1, options);
        observer = WireObserver.watch(lab, transport, workload,
                List.of(new ObservedLedger(new HostPair(Scenario.SENDER, Scenario.RECEIVER), TRIAL, ledger)),
                clock);
        capture = LabCapture.start(lab, folder, 0);
        alice = lab.hosts().get(0);
        bob = lab.hosts().get(1);
        clock.start();
    }

    byte[] message(int number) {
        byte[] message = new byte[workload.size()];
        NumberedMessage.encode(TRIAL, number, message);
        return message;
    }

    void faults(String words) throws IOException {
        lab.set(WireChange.parse(words).applyTo(lab.settings()));
    }

    /** Ends the captures after the last packet: a host's last packet passes the wire last. */
    WireStats end() throws Exception {
        faults("clear");
        while (!lab.isIdle()) {
            Thread.sleep(1);
        }
        try (DatagramSocket here = alice.call(() -> new DatagramSocket(PORT + 1));
                DatagramSocket there = bob.call(() -> new DatagramSocket(PORT + 1))) {
            send(here, bob.address(), new byte[1]);
            receive(there);
            send(there, alice.address(), new byte[1]);
            receive(here);
        }
        capture.close();
        return observer.stats();
    }

    List<String> read(Host host, String filter, String... fields) throws Exception {
        return Tshark.fields(folder.resolve(host.name() + ".pcapng"),
                List.of("-Y", filter, "-o", "udp.check_checksum:TRUE"), fields);
    }

    /** Returns the number of packets in this host's capture that match the filter. */
    int count(Host host, String filter) throws Exception {
        return read(host, filter, "frame.number").size();
    }

    Set<Integer> reached(Stage stage) {
        Set<Integer> numbers = new TreeSet<>();
        IntStream.range(0, workload.messages()).filter(number -> ledger.has(stage, number))
                .forEach(numbers::add);
        return numbers;
    }

    @Override
    public void close() throws IOException {
        observer.close();
        capture.close();
        lab.close();
    }

    /** Sends these messages from alice to bob over a TCP connection with these faults, a few at a time. */
    void connection(int from, int to, String faults) throws Exception {
        try (ServerSocket listener = alice
                .call(() -> new ServerSocket(PORT, 1, alice.address()));
                Socket client = bob.call(() -> new Socket(alice.address(), PORT));
                Socket server = listener.accept()) {
            client.setSoTimeout(TIMEOUT_MILLIS);
            server.setSoTimeout(TIMEOUT_MILLIS);
            server.setTcpNoDelay(true);
            faults(faults);
            Thread sending = Thread.ofVirtual().start(() -> {
                try {
                    for (int number = from; number < to; number++) {
                        server.getOutputStream().write(message(number));
                        Thread.sleep(number % Math.max(4, workload.burst()) == 0 ? 1 : 0);
                    }
                } catch (IOException | InterruptedException e) {
                    e.printStackTrace(System.out);
                }
            });
            InputStream in = client.getInputStream();
            int length = (to - from) * workload.size();
            assertEquals(length, in.readNBytes(length).length);
            sending.join();
            faults("clear");
            server.shutdownOutput();
            assertEquals(-1, in.read());
            client.shutdownOutput();
            assertEquals(-1, server.getInputStream().read());
        }
    }

    static void send(DatagramSocket socket, InetAddress to, byte[] payload) throws IOException {
        socket.send(new DatagramPacket(payload, payload.length, to, socket.getLocalPort()));
    }

    static byte[] receive(DatagramSocket socket) throws IOException {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        return packet.getData();
    }

    static List<WirePacket> tcp(WireStats stats, Host from) {
        return stats.packets().stream().filter(
                packet -> packet.pair().from().equals(from.name()) && packet.label().contains("seq="))
                .toList();
    }

    static long arrivals(List<WirePacket> packets) {
        return packets.stream().mapToLong(packet -> packet.arrivedAt().size()).sum();
    }

    static long retransmissions(List<WirePacket> packets) {
        return packets.stream().filter(WirePacket::retransmission).count();
    }
}
