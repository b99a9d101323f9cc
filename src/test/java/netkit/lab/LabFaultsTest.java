package netkit.lab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import netkit.lab.linux.Sysctl;
import netkit.lab.namespace.InsideLab;
import netkit.lab.wire.DirectionCount;
import netkit.lab.wire.DropReason;
import netkit.lab.wire.HostPair;
import netkit.lab.wire.FaultEffect;
import netkit.lab.wire.WireChange;
import netkit.lab.wire.WireEvent;
import netkit.testing.Leftovers;
import netkit.testing.Programs;
import netkit.testing.SideBySide;

/** Tests the behaviour of real TCP and UDP over a wire with faults, in a JVM inside a lab. */
@Timeout(120)
@Tag("lab")
@Tag("peers")
class LabFaultsTest {
    private static final int MESSAGES = 1000;
    private static final int PORT = 9000;

    private static void change(Lab lab, String text) {
        lab.wire().change(WireChange.parse(text));
    }

    private static DirectionCount count(Lab lab, String from, String to) {
        return lab.wire().counts().stream().filter(count -> count.pair().equals(new HostPair(from, to)))
                .findFirst()
                .orElseThrow();
    }

    /** A connection from alice to bob; both ends are closed with it. */
    private record Connection(Socket alice, Socket bob) implements AutoCloseable {
        static Connection open(Lab lab) throws Exception {
            InetAddress address = lab.hosts().get(1).address();
            try (ServerSocket listener = lab.hosts().get(1).call(() -> new ServerSocket(PORT, 1, address))) {
                Socket alice = lab.hosts().get(0).call(() -> new Socket(address, PORT));
                return new Connection(alice, listener.accept());
            }
        }

        @Override
        public void close() throws IOException {
            alice.close();
            bob.close();
        }
    }

    private static void inBackground(ThrowingRunnable work) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                work.run();
            } catch (Exception e) {
                e.printStackTrace(System.out);
            }
        });
    }

    private interface ThrowingRunnable {
        void run() throws Exception;
    }

    // ---- loss

    @Test
    @SideBySide
    void tcpDeliversEverythingInOrderUnderLossAndTsharkConfirmsTheCounters(@TempDir Path folder)
            throws Exception {
        Programs.need("tshark");
        InsideLab.run(LabFaultsTest.class, "tcpUnderLoss", folder.toString());
    }

    static void tcpUnderLoss(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        try (Lab lab = Lab.open(LabTest.TWO, 7)) {
            change(lab, "loss 10% delay 20ms");
            try (LabCapture _ = LabCapture.start(lab, folder, 0);
                    Connection connection = Connection.open(lab)) {
                connection.alice().setTcpNoDelay(true);
                inBackground(() -> {
                    OutputStream out = connection.alice().getOutputStream();
                    for (int i = 0; i < MESSAGES; i++) {
                        out.write((i + "\n").getBytes(StandardCharsets.US_ASCII));
                    }
                    connection.alice().shutdownOutput();
                });
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(connection.bob().getInputStream(), StandardCharsets.US_ASCII));
                for (int i = 0; i < MESSAGES; i++) {
                    assertEquals(Integer.toString(i), lines.readLine());
                }
            }
            DirectionCount count = count(lab, "alice", "bob");
            assertTrue(count.retransmitted() > 0 && count.dropped().get(DropReason.LOSS) > 0,
                    count.toString());
            List<String> retransmissions = Tshark.fields(folder.resolve("alice.pcapng"),
                    "ip.src == 192.0.2.1 && (tcp.analysis.retransmission || tcp.analysis.out_of_order)",
                    "frame.number");
            assertTrue(retransmissions.size() >= count.retransmitted() * 0.8
                    && retransmissions.size() <= count.retransmitted() * 1.2 + 2,
                    retransmissions.size() + " seen by tshark, " + count);
            List<String> dropped = Tshark.fields(folder.resolve("alice.pcapng"),
                    "frame.comment contains \"dropped by the wire: loss\"", "frame.number");
            assertTrue(dropped.size() >= count.dropped().get(DropReason.LOSS) - 3
                    && dropped.size() <= count.dropped().get(DropReason.LOSS), dropped + " " + count);
        }
    }

    @Test
    @SideBySide
    void udpLosesExactlyThePacketsThatTheCaptureMarksAsDropped(@TempDir Path folder) throws Exception {
        Programs.need("tshark");
        InsideLab.run(LabFaultsTest.class, "udpUnderLoss", folder.toString());
    }

    static void udpUnderLoss(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        try (Lab lab = Lab.open(List.of("alice", "bob", "carol"), 7)) {
            change(lab, "loss 10%");
            Set<Integer> received;
            try (LabCapture _ = LabCapture.start(lab, folder, 0)) {
                received = udp(lab, "alice", PORT, 40_000);
            }
            assertTrue(received.size() > MESSAGES * 0.87 && received.size() < MESSAGES * 0.93,
                    received.size() + "");
            Set<Integer> said = new TreeSet<>();
            for (String line : Tshark.fields(folder.resolve("alice.pcapng"), "udp && !frame.comment",
                    "udp.payload")) {
                said.add((int) Long.parseLong(line, 16));
            }
            assertEquals(new TreeSet<>(received), said);
            Set<Integer> seen = new TreeSet<>();
            for (String line : Tshark.fields(folder.resolve("bob.pcapng"), "udp", "udp.payload")) {
                seen.add((int) Long.parseLong(line, 16));
            }
            assertEquals(new TreeSet<>(received), seen);
            assertEquals("bob", Tshark.fields(folder.resolve("bob.pcapng"), "udp", "ip.dst_host").getFirst());
            assertEquals(List.of("192.0.2.2"),
                    Tshark.fields(folder.resolve("carol.pcapng"), "", "arp.dst.proto_ipv4").stream()
                            .distinct().toList(),
                    "a broadcast is all that carol hears");
        }
    }

    /**
     * Sends numbered datagrams to bob, and returns the numbers received. It sends and receives in batches, because the
     * receive buffer holds only a few hundred datagrams.
     */
    private static Set<Integer> udp(Lab lab, String from, int toPort, int fromPort) throws Exception {
        Host bob = lab.host("bob").orElseThrow();
        Host sender = lab.host(from).orElseThrow();
        try (DatagramSocket in = bob.call(() -> new DatagramSocket(toPort, bob.address()));
                DatagramSocket out = sender.call(() -> new DatagramSocket(fromPort, sender.address()))) {
            in.setReceiveBufferSize(4 << 20); // the system may limit it
            Set<Integer> received = new HashSet<>();
            long before = count(lab, from, "bob").packets();
            for (int i = 0; i < MESSAGES; i++) {
                out.send(new DatagramPacket(ByteBuffer.allocate(4).putInt(i).array(), 4, bob.address(),
                        toPort));
                if (i % 100 == 99) {
                    long sent = before + i + 1; // more if other flows send at the same time
                    Leftovers.await(() -> count(lab, from, "bob").packets() >= sent,
                            () -> count(lab, from, "bob") + " of " + sent);
                    receive(in, 20, received);
                }
            }
            Leftovers.await(lab::isIdle, () -> lab.wire().counts().toString());
            receive(in, 200, received);
            return received;
        }
    }

    /** Adds the numbers received until nothing has arrived for this time. */
    private static void receive(DatagramSocket in, int quietMillis, Set<Integer> numbers)
            throws IOException {
        in.setSoTimeout(quietMillis);
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        try {
            while (true) {
                in.receive(packet);
                numbers.add(ByteBuffer.wrap(packet.getData()).getInt());
            }
        } catch (SocketTimeoutException _) {
            // all received
        }
    }

    @Test
    @SideBySide
    void sameSeedAndTrafficProduceTheSameFaultsWithSimultaneousFlows() throws Exception {
        String first = InsideLab.run(LabFaultsTest.class, "fates");
        for (int i = 0; i < 2; i++) {
            assertEquals(first, InsideLab.run(LabFaultsTest.class, "fates"));
        }
    }

    static void fates(String[] arguments) throws Exception {
        try (Lab lab = Lab.open(List.of("alice", "bob", "carol"), 11)) {
            Host bob = lab.host("bob").orElseThrow();
            for (String name : List.of("alice", "carol")) { // else packets overtake those that wait for bob's address
                LabTest.echo(lab.host(name).orElseThrow(), bob, bob.address());
            }
            change(lab, "loss 10%");
            CompletableFuture<Set<Integer>> other = new CompletableFuture<>();
            inBackground(() -> other.complete(udp(lab, "carol", 9001, 41_000)));
            CompletableFuture<Set<Integer>> third = new CompletableFuture<>();
            inBackground(() -> third.complete(udp(lab, "alice", 9002, 20_000)));
            System.out.println(new TreeSet<>(udp(lab, "alice", PORT, 20_001)));
            System.out.println(new TreeSet<>(other.get()));
            System.out.println(new TreeSet<>(third.get()));
        }
    }

    private static double megabits(InputStream in, int seconds) throws IOException {
        byte[] block = new byte[64 << 10];
        long bytes = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < seconds * 1_000_000_000L) {
            bytes += in.read(block);
        }
        return bytes * 8e3 / (System.nanoTime() - start);
    }

    // ---- duplication, reordering, corruption

    @Test
    @SideBySide
    void udpReceivesDuplicatesOutOfOrderPacketsAndNoCorruptedPackets() throws Exception {
        InsideLab.run(LabFaultsTest.class, "udpFaults");
    }

    static void udpFaults(String[] arguments) throws Exception {
        try (Lab lab = Lab.open(LabTest.TWO, 3)) {
            change(lab, "alice> corrupt 20%");
            int received = udp(lab, "alice", PORT, 40_000).size();
            DirectionCount count = count(lab, "alice", "bob");
            assertEquals(MESSAGES - count.corrupted(), received, count.toString());
            assertTrue(count.corrupted() > 150 && count.corrupted() < 250, count.toString());
        }
        try (Lab lab = Lab.open(LabTest.TWO, 3)) {
            change(lab, "duplicate 20%");
            assertEquals(MESSAGES, udp(lab, "alice", PORT, 40_000).size());
            DirectionCount count = count(lab, "alice", "bob");
            assertTrue(count.duplicates() > 150 && count.duplicates() < 250, count.toString());
            assertEquals(MESSAGES + count.duplicates(), count.delivered(), count.toString());
        }
        try (Lab lab = Lab.open(LabTest.TWO, 3)) {
            change(lab, "reorder 20%");
            assertEquals(MESSAGES, udp(lab, "alice", PORT, 40_000).size());
            DirectionCount count = count(lab, "alice", "bob");
            assertTrue(count.heldBack() > 150 && count.heldBack() < 250, count.toString());
        }
    }

    @Test
    @SideBySide
    void tcpRetransmitsCorruptedSegments() throws Exception {
        InsideLab.run(LabFaultsTest.class, "tcpCorrupted");
    }

    static void tcpCorrupted(String[] arguments) throws Exception {
        try (Lab lab = Lab.open(LabTest.TWO, 3); Connection connection = Connection.open(lab)) {
            change(lab, "corrupt 10%");
            byte[] sent = new byte[500_000];
            new Random(1).nextBytes(sent);
            inBackground(() -> {
                connection.alice().getOutputStream().write(sent);
                connection.alice().shutdownOutput();
            });
            assertArrayEquals(sent, connection.bob().getInputStream().readAllBytes());
            DirectionCount count = count(lab, "alice", "bob");
            assertTrue(count.corrupted() > 0 && count.retransmitted() > 0, count.toString());
        }
    }

    // ---- cut

    @Test
    @SideBySide
    void echoResumesAfterACutAndAPermanentCutTimesOut() throws Exception {
        InsideLab.run(LabFaultsTest.class, "cut");
    }

    static void cut(String[] arguments) throws Exception {
        try (Lab lab = Lab.open(LabTest.TWO, 3); Connection connection = Connection.open(lab)) {
            inBackground(
                    () -> connection.bob().getInputStream().transferTo(connection.bob().getOutputStream()));
            OutputStream out = connection.alice().getOutputStream();
            InputStream in = connection.alice().getInputStream();
            out.write('a');
            assertEquals('a', in.read());

            change(lab, "cut");
            out.write('b');
            connection.alice().setSoTimeout(300);
            assertThrows(SocketTimeoutException.class, in::read);
            change(lab, "heal");
            connection.alice().setSoTimeout(0);
            assertEquals('b', in.read());

            // otherwise the kernel retransmits for about 15 minutes
            lab.hosts().get(0).call(() -> {
                Sysctl.set("net/ipv4/tcp_retries2", "2");
                return null;
            });
            change(lab, "cut");
            out.write('c');
            IOException e = assertThrows(IOException.class, in::read);
            assertTrue(e.getMessage().contains("timed out"), e.toString());
        }
    }

    // ---- rate

    @Test
    @SideBySide
    void rateLimitsTheGoodputAndItsQueueDelaysAndThenDrops() throws Exception {
        InsideLab.run(LabFaultsTest.class, "rate");
    }

    static void rate(String[] arguments) throws Exception {
        try (Lab lab = Lab.open(LabTest.TWO, 3); Connection connection = Connection.open(lab)) {
            change(lab, "rate 10mbit queue 64k");
            inBackground(() -> {
                byte[] block = new byte[16 << 10];
                OutputStream out = connection.alice().getOutputStream();
                try {
                    while (true) {
                        out.write(block);
                    }
                } catch (IOException _) {
                    // the connection is closed
                }
            });
            InputStream in = connection.bob().getInputStream();
            megabits(in, 1);
            double best = 0;
            double sum = 0;
            int windows = 0;
            while (windows < 3 || windows < 10 && best < 9) { // a busy machine may stall for a while
                double megabits = megabits(in, 1);
                best = Math.max(best, megabits);
                sum += megabits;
                windows++;
            }
            assertTrue(best >= 9 && sum / windows < 10.2,
                    best + " Mbit/s at best, " + sum / windows + " on average, "
                            + count(lab, "alice", "bob"));
        }
        try (Lab lab = Lab.open(LabTest.TWO, 3)) {
            change(lab, "rate 20kbit queue 512b"); // slow enough that even a busy machine fills the queue
            List<Long> delays = new ArrayList<>();
            lab.addTap(event -> {
                for (FaultEffect effect : event.effects()) {
                    if (event.kind() == WireEvent.Kind.ARRIVED
                            && effect instanceof FaultEffect.Queued(var time)) {
                        delays.add(time.toMillis());
                    }
                }
            });
            int received = udp(lab, "alice", PORT, 40_000).size();
            DirectionCount count = count(lab, "alice", "bob");
            assertEquals(MESSAGES - count.dropped().get(DropReason.QUEUE_FULL), received, count.toString());
            long longest = delays.stream().flatMapToLong(LongStream::of).max().orElseThrow();
            assertTrue(longest >= 190 && longest <= 205,
                    "a full queue of 512 bytes takes 205 ms: " + longest);
        }
    }
}
