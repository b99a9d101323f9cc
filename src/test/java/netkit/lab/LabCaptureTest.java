package netkit.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import netkit.lab.namespace.InsideLab;
import netkit.lab.namespace.InterfaceType;
import netkit.lab.wire.DropReason;
import netkit.lab.wire.FaultEffect;
import netkit.lab.wire.HostPair;
import netkit.lab.wire.WireChange;
import netkit.lab.wire.WireEvent.Kind;
import netkit.lab.wire.WireEvent;
import netkit.packet.PacketBuilder;
import netkit.testing.Leftovers;
import netkit.testing.Programs;
import netkit.testing.SideBySide;

/** Tests captures of a lab with tshark, in a JVM inside the lab. */
@Timeout(90)
@Tag("lab")
@Tag("peers")
class LabCaptureTest {
    private static final int PORT = 9000;

    @BeforeEach
    void needTshark() {
        Programs.need("tshark");
    }

    /** Sends datagrams from alice, and waits until bob has received the expected number. */
    private static void send(Lab lab, InetAddress to, int count, int length, int arrive) throws Exception {
        Host bob = lab.hosts().get(1);
        try (DatagramSocket in = bob.call(() -> new DatagramSocket(PORT));
                DatagramSocket out = lab.hosts().get(0).call(() -> new DatagramSocket(PORT))) {
            in.setSoTimeout(10_000);
            out.setBroadcast(true);
            for (int i = 0; i < count; i++) {
                out.send(new DatagramPacket(new byte[length], length, to, PORT));
            }
            for (int i = 0; i < arrive; i++) {
                in.receive(new DatagramPacket(new byte[length], length));
            }
        }
    }

    @Test
    @SideBySide
    void fileNameIsThePrefixOfTheCaptureFiles(@TempDir Path folder) throws Exception {
        InsideLab.run(LabCaptureTest.class, "named", folder.toString());
    }

    static void named(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        try (Lab lab = Lab.open(LabTest.TWO, 1);
                LabCapture capture = LabCapture.start(lab, folder.resolve("ping.pcapng"), 0)) {
            assertEquals(List.of(folder.resolve("ping-alice.pcapng"), folder.resolve("ping-bob.pcapng")),
                    capture.files());
        }
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource
    void captureIsThatOfAnEthernet(InterfaceType kind, @TempDir Path folder) throws Exception {
        InsideLab.run(LabCaptureTest.class, "ethernet", kind.name(), folder.toString());
    }

    static void ethernet(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        try (Lab lab = Lab.open(LabTest.TWO, 1, LabTest.options(arguments))) {
            Host bob = lab.hosts().get(1);
            try (LabCapture _ = LabCapture.start(lab, folder, 0)) {
                lab.wire().change(WireChange.parse("loss 100%"));
                send(lab, bob.address(), 1, 1, 0);
                send(lab, bob.address6(), 1, 1, 0);
                while (lab.wire().counts().getFirst().totalDropped() < 2) { // they wait for the addresses
                    Thread.sleep(1);
                }
                lab.wire().change(WireChange.parse("clear"));
                send(lab, bob.address(), 1, 1, 1);
                send(lab, bob.address6(), 1, 1000, 1);
                LabTest.echo(lab.hosts().get(0), bob, bob.address());
            }
        }
        Path alice = folder.resolve("alice.pcapng");
        String[] who = {"eth.src", "eth.dst", "arp.opcode", "arp.src.hw_mac", "frame.len"};
        assertEquals(List.of("02:00:00:00:00:01\tff:ff:ff:ff:ff:ff\t1\t02:00:00:00:00:01\t60",
                "02:00:00:00:00:02\t02:00:00:00:00:01\t2\t02:00:00:00:00:02\t60"),
                Tshark.fields(alice, "arp", who).stream().distinct().toList(), // asked again if the reply is late
                "asked, whatever loss was set");
        assertEquals(List.of("135\t02:00:00:00:00:01\t2001:db8::2", "136\t02:00:00:00:00:02\t2001:db8::2"),
                Tshark.fields(alice, "icmpv6.type == 135 || icmpv6.type == 136", "icmpv6.type",
                        "icmpv6.opt.linkaddr", "icmpv6.nd.ns.target_address",
                        "icmpv6.nd.na.target_address").stream()
                        .map(line -> line.replace("\t\t", "\t").strip())
                        .distinct().toList());
        assertEquals(List.of("60\t" + "00".repeat(60 - 14 - 20 - 8 - 1)),
                Tshark.fields(folder.resolve("bob.pcapng"), "udp && ip && eth.padding", "frame.len",
                        "eth.padding"));
        String wrong = "ip.checksum.status == 0 || udp.checksum.status == 0 || tcp.checksum.status == 0"
                + " || icmpv6.checksum.status == 0 || _ws.malformed";
        for (String host : LabTest.TWO) {
            Path file = folder.resolve(host + ".pcapng");
            assertEquals(List.of(), Tshark.fields(file, wrong, "frame.number"));
            assertEquals(List.of(), Tshark.fields(file, "!eth || frame.len < 60", "frame.number"));
            assertTrue(Tshark.fields(file, "tcp.checksum.status == 1", "frame.number").size() >= 8);
        }
    }

    @Test
    @SideBySide
    void everyFaultIsAComment(@TempDir Path folder) throws Exception {
        InsideLab.run(LabCaptureTest.class, "comments", folder.toString());
    }

    static void comments(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0], "new", "folder");
        try (Lab lab = Lab.open(LabTest.TWO, 1, new LabOptions(1500, Optional.of(InterfaceType.TAP)))) {
            try (LabCapture capture = LabCapture.start(lab, folder, 0)) {
                assertEquals(List.of(folder.resolve("alice.pcapng"), folder.resolve("bob.pcapng")),
                        capture.files());
                lab.wire().change(WireChange.parse("delay 80ms duplicate 100%"));
                send(lab, lab.hosts().get(1).address(), 1, 10, 2);
                lab.wire().change(WireChange.parse("clear cut"));
                send(lab, lab.hosts().get(1).address(), 1, 10, 0);
                Path alice = capture.files().getFirst(); // it has a dropped packet later than the wire's counters
                Leftovers.await(() -> contains(alice, "the wire is cut"),
                        () -> lab.wire().counts().toString());
            }
            assertEquals(List.of("duplicated,delayed 80 ms\talice\tbob\teth0",
                    "dropped by the wire: the wire is cut\talice\tbob\teth0"),
                    Tshark.fields(folder.resolve("alice.pcapng"), "udp", "frame.comment", "ip.src_host",
                            "ip.dst_host", "frame.interface_name"));
            List<String> arrived = Tshark.fields(folder.resolve("bob.pcapng"), "udp", "frame.comment",
                    "frame.packet_flags_direction");
            assertEquals(2, arrived.size(), arrived.toString());
            assertTrue(arrived.get(0).startsWith("duplicated,delayed 80 ms\t"), arrived.toString());
            assertTrue(arrived.get(1).startsWith("second copy,delayed 80 ms\t"), arrived.toString());
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @SideBySide
    void packetLostInFlightHasAComment(@TempDir Path folder) throws Exception {
        InsideLab.run(LabCaptureTest.class, "lostUnderWay", folder.toString());
    }

    static void lostUnderWay(String[] arguments) throws Exception {
        Path path = Path.of(arguments[0], "alice.pcapng");
        FaultEffect queued = new FaultEffect.Queued(Duration.ofMillis(80));
        FaultEffect cut = new FaultEffect.Dropped(DropReason.CUT);
        try (Lab lab = Lab.open(LabTest.TWO, 1, new LabOptions(1500, Optional.of(InterfaceType.TAP)));
                CaptureFile file = CaptureFile.open(path, lab.hosts().get(0), lab, 0)) {
            file.add(event(Kind.SENT, 0, List.of(queued, new FaultEffect.Duplicated())));
            file.add(event(Kind.SENT, 1, List.of(queued)));
            file.add(event(Kind.LOST, 0, List.of(queued, new FaultEffect.SecondCopy(), cut)));
            file.add(event(Kind.LOST, 1, List.of(queued, cut)));
        }
        assertEquals(
                List.of("queued 80 ms,duplicated,second copy dropped by the wire: the wire is cut",
                        "queued 80 ms,dropped by the wire: the wire is cut"),
                Tshark.fields(path, "", "frame.comment"));
    }

    private static WireEvent event(Kind kind, long number, List<FaultEffect> effects) {
        byte[] frame = PacketBuilder.frame(PacketBuilder.ip("192.0.2.1", "192.0.2.2").udp(1, 2).build());
        return new WireEvent(kind, new HostPair("alice", "bob"), number, number, frame, frame.length,
                effects);
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource
    void broadcastIsOnceInTheFileOfItsSender(InterfaceType kind, @TempDir Path folder) throws Exception {
        InsideLab.run(LabCaptureTest.class, "broadcast", kind.name(), folder.toString());
    }

    static void broadcast(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        try (Lab lab = Lab.open(List.of("alice", "bob", "carol"), 1, LabTest.options(arguments))) {
            lab.wire().change(WireChange.parse("alice>carol cut"));
            try (LabCapture _ = LabCapture.start(lab, folder, 0)) {
                send(lab, InetAddress.getByName("192.0.2.255"), 20, 10, 20);
            }
            List<String> sent = Tshark.fields(folder.resolve("alice.pcapng"), "udp", "frame.comment");
            assertEquals(20, sent.size(), sent.toString());
            assertEquals("dropped by the wire: the wire is cut (to carol)", sent.getFirst());
            assertEquals(20, Tshark.fields(folder.resolve("bob.pcapng"), "udp", "frame.number").size());
            assertEquals(0, Tshark.fields(folder.resolve("carol.pcapng"), "udp", "frame.number").size());
        }
    }

    @Test
    @SideBySide
    void fileIsCompleteWhileTheWireIsIdleAndPacketsAreTruncatedToTheSnapLength(@TempDir Path folder)
            throws Exception {
        InsideLab.run(LabCaptureTest.class, "idle", folder.toString());
    }

    static void idle(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0], "alice.pcapng");
        try (Lab lab = Lab.open(LabTest.TWO, 1, new LabOptions(1500, Optional.of(InterfaceType.TAP)));
                LabCapture capture = LabCapture.start(lab, Path.of(arguments[0]), 64)) {
            send(lab, lab.hosts().get(1).address(), 3, 1000, 3);
            long deadline = System.nanoTime() + 10_000_000_000L;
            while (Files.size(file) < 800 && System.nanoTime() < deadline) {
                Thread.sleep(5);
            }
            assertEquals(List.of("64\t1042", "64\t1042", "64\t1042"),
                    Tshark.fields(file, "udp", "frame.cap_len", "frame.len"));
            assertFalse(capture.failure().isPresent());
        }
    }

    @Test
    @SideBySide
    void fullDiskStopsTheCaptureButNotTheTraffic(@TempDir Path folder) throws Exception {
        InsideLab.run(LabCaptureTest.class, "full", folder.toString());
    }

    static void full(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Files.createSymbolicLink(folder.resolve("alice.pcapng"), Path.of("/dev/full"));
        try (Lab lab = Lab.open(LabTest.TWO, 1)) {
            try {
                LabCapture.start(lab, folder, 0);
                throw new AssertionError("the capture started on a full disk");
            } catch (IOException e) {
                assertTrue(e.getMessage().contains("No space left"), e.toString());
            }
            send(lab, lab.hosts().get(1).address(), 3, 1000, 3);
        } finally {
            Files.delete(folder.resolve("alice.pcapng"));
        }
    }
}
