package netkit.compare.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.TrialClock;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;
import netkit.lab.Host;
import netkit.lab.Lab;
import netkit.lab.LabCapture;
import netkit.lab.LabOptions;
import netkit.lab.namespace.InsideLab;
import netkit.lab.namespace.InterfaceType;
import netkit.lab.wire.WireChange;
import netkit.net.Endpoint;
import netkit.net.Tls;
import netkit.testing.Leftovers;
import netkit.testing.Programs;
import netkit.testing.Tshark;
import netkit.websocket.Opcode;
import netkit.websocket.WebSocketClient;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketHandler;
import netkit.websocket.WebSocketOptions;
import netkit.websocket.WebSocketServer;

/** What the witness says of a lab's wire, against what Wireshark reads in the captures of both hosts. */
@Timeout(120)
@Tag("lab")
class LabWireObserverTest {
    private static final int TRIAL = 3;
    private static final int PORT = 9000;
    private static final int PATIENCE_MILLIS = 20_000;
    private static final Pattern HEAD = Pattern.compile("<003:(\\d{7})>");
    private static final String AGAIN = "tcp.analysis.retransmission || tcp.analysis.fast_retransmission"
            + " || tcp.analysis.spurious_retransmission || tcp.analysis.out_of_order";

    @BeforeEach
    void needTshark() {
        Programs.need("tshark");
    }

    /** A lab with a witness and captures, and what they saw. */
    private static final class Scene implements AutoCloseable {
        final Lab lab;
        final Path folder;
        final Workload workload;
        final Ledger ledger;
        final TrialClock clock = new TrialClock();
        final LabWireObserver observer;
        final LabCapture capture;
        final Host alice;
        final Host bob;

        Scene(LabOptions options, Transport transport, Workload workload, Path folder) throws IOException {
            this.workload = workload;
            this.folder = folder;
            ledger = new Ledger(workload.messages());
            lab = Lab.open(Scenario.HOSTS, 1, options);
            observer = LabWireObserver.watch(lab, transport, TRIAL, workload, ledger, clock);
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

        /** Ends the captures behind the last packet: what a host sends last goes last through the wire. */
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
            return observer.stats().orElseThrow();
        }

        List<String> read(Host host, String filter, String... fields) throws Exception {
            return Tshark.fields(folder.resolve(host.name() + ".pcapng"),
                    List.of("-Y", filter, "-o", "udp.check_checksum:TRUE"), fields);
        }

        /** In this host's capture. */
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
    }

    private static void send(DatagramSocket socket, InetAddress to, byte[] payload) throws IOException {
        socket.send(new DatagramPacket(payload, payload.length, to, socket.getLocalPort()));
    }

    private static byte[] receive(DatagramSocket socket) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        return packet.getData();
    }

    private static List<WirePacket> tcp(WireStats stats, Host from) {
        return stats.packets().stream().filter(
                packet -> packet.pair().from().equals(from.name()) && packet.label().contains("seq="))
                .toList();
    }

    private static long arrivals(List<WirePacket> packets) {
        return packets.stream().mapToLong(packet -> packet.arrivedAt().size()).sum();
    }

    private static long retransmissions(List<WirePacket> packets) {
        return packets.stream().filter(WirePacket::retransmission).count();
    }

    /** As tshark numbers them: the SYN is 0. */
    private static List<String> segments(List<WirePacket> packets) {
        return packets.stream().filter(packet -> packet.payload() > 0)
                .map(packet -> packet.sequence().getAsLong() + 1 + "|" + packet.payload()).toList();
    }

    @ParameterizedTest
    @EnumSource
    void theCapturesOfATcpCellHaveTheSamePackets(InterfaceType kind, @TempDir Path folder) throws Exception {
        InsideLab.run(LabWireObserverTest.class, "tcpCell", kind.name(), folder.toString());
    }

    static void tcpCell(String[] arguments) throws Exception {
        LabOptions options = LabOptions.DEFAULT.withInterfaceType(InterfaceType.valueOf(arguments[0]));
        Workload workload = new Workload(600, 300, 2_000);
        try (Scene scene = new Scene(options, Transport.TCP, workload, Path.of(arguments[1]))) {
            String faults = "loss 5% reorder 5% duplicate 5% corrupt 3% delay 2ms";
            connection(scene, 0, 300, faults);
            connection(scene, 300, 600, faults);
            WireStats stats = scene.end();

            assertEquals(600, scene.ledger.count(Stage.LEFT));
            assertEquals(600, scene.ledger.count(Stage.ARRIVED));
            for (Host host : List.of(scene.alice, scene.bob)) {
                Host other = host == scene.alice ? scene.bob : scene.alice;
                List<WirePacket> packets = tcp(stats, host);
                String mine = "tcp && ip.src == " + host.address().getHostAddress();
                assertEquals(scene.count(host, mine), packets.size(), host.name() + " sent");
                assertEquals(scene.count(other, mine), arrivals(packets), host.name() + "'s arrived");
                assertEquals(scene.read(host, mine + " && tcp.len > 0", "tcp.seq", "tcp.len"),
                        segments(packets));
                assertEquals(scene.count(host, mine + " && (" + AGAIN + ")"), retransmissions(packets));
            }
            assertTrue(stats.complete());
            assertEquals(stats.count(), stats.packets().size());
            assertEquals(stats.retransmissions(), retransmissions(stats.packets()));
            assertTrue(stats.retransmissions() > 10, "the faults must have done something: " + stats);
        }
    }

    /** Bob connects, and alice sends these messages through such a wire, a few at a time. */
    private static void connection(Scene scene, int from, int to, String faults) throws Exception {
        try (ServerSocket listener = scene.alice
                .call(() -> new ServerSocket(PORT, 1, scene.alice.address()));
                Socket client = scene.bob.call(() -> new Socket(scene.alice.address(), PORT));
                Socket server = listener.accept()) {
            client.setSoTimeout(PATIENCE_MILLIS);
            server.setSoTimeout(PATIENCE_MILLIS);
            server.setTcpNoDelay(true);
            scene.faults(faults);
            Thread sending = Thread.ofVirtual().start(() -> {
                try {
                    for (int number = from; number < to; number++) {
                        server.getOutputStream().write(scene.message(number));
                        Thread.sleep(number % Math.max(4, scene.workload.burst()) == 0 ? 1 : 0);
                    }
                } catch (IOException | InterruptedException e) {
                    e.printStackTrace(System.out);
                }
            });
            InputStream in = client.getInputStream();
            int length = (to - from) * scene.workload.size();
            assertEquals(length, in.readNBytes(length).length);
            sending.join();
            scene.faults("clear");
            server.shutdownOutput();
            assertEquals(-1, in.read());
            client.shutdownOutput();
            assertEquals(-1, server.getInputStream().read());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 4_000})
    void theCapturesOfAUdpCellHaveTheSameMessages(int size, @TempDir Path folder) throws Exception {
        InsideLab.run(LabWireObserverTest.class, "udpCell", "" + size, folder.toString());
    }

    static void udpCell(String[] arguments) throws Exception {
        Workload workload = new Workload(300, Integer.parseInt(arguments[0]), 2_000);
        try (Scene scene = new Scene(LabOptions.DEFAULT, Transport.UDP, workload, Path.of(arguments[1]))) {
            scene.faults("loss 10% reorder 5% duplicate 5% corrupt 5%");
            try (DatagramSocket out = scene.alice.call(() -> new DatagramSocket(PORT));
                    DatagramSocket _ = scene.bob.call(() -> new DatagramSocket(PORT))) {
                for (int number = 0; number < workload.messages(); number++) {
                    send(out, scene.bob.address(), scene.message(number));
                    Thread.sleep(number % 4 == 0 ? 1 : 0);
                }
            }
            // before the faults end: the wire may be behind what is sent
            Leftovers.await(() -> scene.ledger.count(Stage.LEFT) == workload.messages(),
                    () -> scene.ledger.count(Stage.LEFT) + " have left");
            WireStats stats = scene.end();

            Set<Integer> arrived = scene.reached(Stage.ARRIVED);
            assertEquals(messages(scene, scene.alice), scene.reached(Stage.LEFT));
            assertEquals(messages(scene, scene.bob), arrived);
            assertEquals(300, scene.ledger.count(Stage.LEFT));
            assertTrue(arrived.size() < 290 && arrived.size() > 50, arrived.toString());
            for (int number = 0; number < workload.messages(); number++) {
                assertEquals(arrived.contains(number), scene.ledger.cause(number).isEmpty(),
                        number + ": " + scene.ledger.cause(number));
            }
            String mine = "ip.src == " + scene.alice.address().getHostAddress() + " && !icmp";
            List<WirePacket> packets = stats.packets().stream().filter(
                    packet -> packet.pair().from().equals("alice") && packet.label().startsWith("UDP"))
                    .toList();
            assertEquals(scene.count(scene.alice, mine), packets.size());
            assertEquals(scene.count(scene.bob, mine), arrivals(packets));
        }
    }

    /** The numbers that tshark sees in datagrams, put together from fragments, whose checksums are right. */
    private static Set<Integer> messages(Scene scene, Host host) throws Exception {
        Set<Integer> numbers = new TreeSet<>();
        for (String hex : scene.read(host, "data && udp.checksum.status == 1", "data.data")) {
            Matcher head = HEAD.matcher(
                    new String(HexFormat.of().parseHex(hex), StandardCharsets.US_ASCII));
            if (head.find()) {
                numbers.add(Integer.parseInt(head.group(1)));
            }
        }
        return numbers;
    }

    @Test
    void compressedMessagesAreFoundInTheFramesOfAServer(@TempDir Path folder) throws Exception {
        InsideLab.run(LabWireObserverTest.class, "deflate", folder.toString());
    }

    static void deflate(String[] arguments) throws Exception {
        Workload workload = new Workload(300, 200, 2_000);
        CompletableFuture<WebSocketConnection> opened = new CompletableFuture<>();
        Semaphore received = new Semaphore(0);
        try (Scene scene = new Scene(LabOptions.DEFAULT, Transport.WEBSOCKET_DEFLATE, workload,
                Path.of(arguments[0]))) {
            WebSocketHandler sender = new WebSocketHandler() {
                @Override
                public void opened(WebSocketConnection connection) {
                    opened.complete(connection);
                }

                @Override
                public void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from,
                        int length) {}
            };
            WebSocketHandler receiver = new WebSocketHandler() {
                @Override
                public void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from,
                        int length) {
                    int number = NumberedMessage.number(TRIAL, bytes, from, length);
                    scene.ledger.reached(Stage.DELIVERED, number, scene.clock.now());
                    received.release();
                }
            };
            try (WebSocketServer server = scene.alice.call(() -> new WebSocketServer(
                    new Endpoint(scene.alice.address().getHostAddress(), 0),
                    Map.of("/", _ -> WebSocketServer.Session.of(sender)), Map.of(),
                    WebSocketOptions.DEFAULT, Optional.empty(), _ -> {}))) {
                WebSocketConnection client = scene.bob.call(
                        () -> new WebSocketClient(WebSocketOptions.DEFAULT, Tls.client())
                                .connect(URI.create("ws://" + server.endpoint() + "/"), receiver));
                Thread.ofVirtual().start(client::run);
                scene.faults("loss 5% reorder 5% delay 2ms");
                for (int number = 0; number < workload.messages(); number++) {
                    opened.get(10, TimeUnit.SECONDS).send(Opcode.TEXT, scene.message(number), 0,
                            workload.size());
                    Thread.sleep(number % 4 == 0 ? 1 : 0);
                }
                assertTrue(received.tryAcquire(workload.messages(), PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
                scene.faults("clear");
            }
            WireStats stats = scene.end();
            List<WirePacket> packets = tcp(stats, scene.alice);
            long bytes = 0;
            for (WirePacket packet : packets) {
                bytes += packet.retransmission() ? 0 : packet.payload();
            }
            assertTrue(bytes < workload.bytes() / 2, bytes + " bytes are not compressed");
            for (int number = 0; number < workload.messages(); number++) {
                List<Long> times = new ArrayList<>();
                for (Stage stage : List.of(Stage.LEFT, Stage.ARRIVED, Stage.DELIVERED)) {
                    OptionalLong at = scene.ledger.at(stage, number);
                    assertTrue(at.isPresent(), "message " + number + ": not " + stage + "; "
                            + scene.ledger.count(stage) + " are; " + stats);
                    times.add(at.getAsLong());
                }
                assertEquals(times.stream().sorted().toList(), times, "message " + number);
            }
        }
    }

    @Test
    void aFlowOfManySmallMessagesIsReadToTheLast(@TempDir Path folder) throws Exception {
        InsideLab.run(LabWireObserverTest.class, "fast", folder.toString());
    }

    static void fast(String[] arguments) throws Exception {
        Workload workload = new Workload(100_000, 40, 20_000);
        try (Scene scene = new Scene(LabOptions.DEFAULT, Transport.TCP, workload, Path.of(arguments[0]))) {
            connection(scene, 0, workload.messages(), "clear");
            WireStats stats = scene.end();
            assertEquals(workload.messages(), scene.ledger.count(Stage.LEFT));
            assertEquals(workload.messages(), scene.ledger.count(Stage.ARRIVED));
            assertEquals(stats.count() <= WireStats.MAX_PACKETS, stats.complete());
        }
    }

    @Test
    void theTimesOnTheWireAreBetweenThoseOfThePrograms(@TempDir Path folder) throws Exception {
        InsideLab.run(LabWireObserverTest.class, "times", folder.toString());
    }

    static void times(String[] arguments) throws Exception {
        Workload workload = new Workload(200, 100, 2_000);
        try (Scene scene = new Scene(LabOptions.DEFAULT, Transport.UDP, workload, Path.of(arguments[0]));
                DatagramSocket out = scene.alice.call(() -> new DatagramSocket(PORT));
                DatagramSocket in = scene.bob.call(() -> new DatagramSocket(PORT))) {
            for (int number = 0; number < workload.messages(); number++) {
                scene.ledger.reached(Stage.OFFERED, number, scene.clock.now());
                send(out, scene.bob.address(), scene.message(number));
                assertEquals(number, HeaderFinder.first(TRIAL, receive(in), 0, 100));
                scene.ledger.reached(Stage.DELIVERED, number, scene.clock.now());
            }
            List<WirePacket> packets = scene.end().packets();
            for (int number = 0; number < workload.messages(); number++) {
                int one = number;
                List<Long> times = new ArrayList<>();
                for (Stage stage : List.of(Stage.OFFERED, Stage.LEFT, Stage.ARRIVED, Stage.DELIVERED)) {
                    OptionalLong at = scene.ledger.at(stage, number);
                    times.add(at.orElseThrow());
                }
                assertEquals(times.stream().sorted().toList(), times, "message " + number);
                WirePacket packet = packets.stream().filter(all -> all.messages().equals(List.of(one)))
                        .findFirst().orElseThrow();
                assertEquals(times.get(1), packet.sentAt());
                assertEquals(List.of(times.get(2)), packet.arrivedAt());
            }
        }
    }
}
