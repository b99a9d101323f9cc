package netkit.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import netkit.lab.namespace.InsideLab;
import netkit.lab.namespace.InterfaceType;
import netkit.lab.wire.HostPair;
import netkit.lab.wire.WireEvent;
import netkit.packet.ArpPacket;
import netkit.packet.IpPacket;
import netkit.packet.LinkType;
import netkit.packet.PacketView;
import netkit.packet.Undecoded;
import netkit.testing.Programs;
import netkit.testing.SideBySide;

/** Tests hosts and the wire between them, in a JVM inside a lab. */
@Timeout(90)
@Tag("lab")
@Tag("peers")
public class LabTest {
    public static final List<String> TWO = List.of("alice", "bob");

    static LabOptions options(String[] arguments) {
        return new LabOptions(1500, Optional.of(InterfaceType.valueOf(arguments[0])));
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource
    void tcpEchoWorksOverIpv4AndIpv6(InterfaceType kind) throws Exception {
        InsideLab.run(LabTest.class, "echo", kind.name());
    }

    static void echo(String[] arguments) throws Exception {
        Queue<WireEvent> events = new ConcurrentLinkedQueue<>();
        Set<HostPair> pairs;
        try (Lab lab = Lab.open(TWO, 1, options(arguments))) {
            lab.addTap(events::add);
            pairs = lab.wire().settings().faults().keySet();
            Host alice = lab.hosts().get(0);
            Host bob = lab.hosts().get(1);
            for (InetAddress address : List.of(bob.address(), bob.address6())) {
                assertEquals("hello", echo(alice, bob, address));
            }
        }
        // After closing the lab, because packets may be in flight while the connections are closing.
        for (HostPair pair : pairs) {
            long sent = count(events, pair, WireEvent.Kind.SENT);
            long arrived = count(events, pair, WireEvent.Kind.ARRIVED);
            assertTrue(sent >= 8 && arrived == sent,
                    pair + ": " + sent + " sent, " + arrived + " arrived");
        }
    }

    private static long count(Queue<WireEvent> events, HostPair pair, WireEvent.Kind kind) {
        return events.stream()
                .filter(event -> event.pair().equals(pair) && event.kind() == kind).count();
    }

    @Test
    @SideBySide
    void unprivilegedUserCanOpenALab(@TempDir Path folder) throws Exception {
        Programs.need("setpriv");
        InsideLab.method();
        String backend = InsideLab.runAsOrdinaryUser(folder, LabTest.class, "ordinary");
        assertTrue(backend.startsWith("USER_"), backend);
    }

    static void ordinary(String[] arguments) throws Exception {
        try (Lab lab = Lab.open(TWO, 1)) {
            Host alice = lab.hosts().get(0);
            Host bob = lab.hosts().get(1);
            assertEquals("hello", echo(alice, bob, bob.address()));
            assertEquals("hello", echo(alice, bob, bob.address6()));
            assertTrue(output(alice, "getent", "ahostsv4", "bob").startsWith("192.0.2.2 "));
            System.out.println(lab.backend());
        }
    }

    static String echo(Host client, Host server, InetAddress address) throws Exception {
        try (ServerSocket listener = server.call(() -> new ServerSocket(9000, 1, address))) {
            Thread.ofVirtual().start(() -> {
                try (Socket accepted = listener.accept()) {
                    accepted.getInputStream().transferTo(accepted.getOutputStream());
                } catch (IOException e) {
                    e.printStackTrace();
                }
            });
            try (Socket socket = client.call(() -> new Socket(address, 9000))) {
                socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                InputStream in = socket.getInputStream();
                return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            }
        }
    }

    // ---- programs

    @Test
    @SideBySide
    void programsRunInTheirHostAndResolveTheNamesOfOthers() throws Exception {
        Programs.need("ip");
        InsideLab.run(LabTest.class, "programs");
    }

    static void programs(String[] arguments) throws Exception {
        try (Lab lab = Lab.open(TWO, 1)) {
            Host alice = lab.hosts().get(0);
            assertTrue(output(alice, "ip", "-o", "addr").contains("inet 192.0.2.1/24"));
            assertEquals("alice", output(alice, "printenv", "NETKIT_HOST"));
            assertTrue(output(alice, "getent", "ahostsv4", "bob").startsWith("192.0.2.2 "));
            assertTrue(output(alice, "getent", "ahostsv6", "bob6").startsWith("2001:db8::2 "));
            assertEquals(lab.hosts().get(1).address(), InetAddress.getByName("bob"));
            assertTrue(output(alice, "netkit", "--version").startsWith("netkit "));
            assertEquals(7, alice.exec(new ProcessBuilder("sh", "-c", "exit 7")).waitFor());

            IOException e = assertThrows(IOException.class,
                    () -> alice.exec(new ProcessBuilder("no-such-program")));
            assertEquals("alice: program 'no-such-program' not found; check its spelling and PATH",
                    e.getMessage());
        }
        assertFalse(Files.readString(Path.of("/etc/hosts")).contains("192.0.2."));
    }

    private static String output(Host host, String... command) throws Exception {
        Process process = host.exec(new ProcessBuilder(command).redirectErrorStream(true));
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource
    void pingAndCurlWork(InterfaceType kind) throws Exception {
        Programs.need("ping");
        Programs.need("curl");
        Programs.need("python3");
        InsideLab.run(LabTest.class, "pingAndCurl", kind.name());
    }

    static void pingAndCurl(String[] arguments) throws Exception {
        try (Lab lab = Lab.open(TWO, 1, options(arguments))) {
            Host alice = lab.hosts().get(0);
            Host bob = lab.hosts().get(1);
            for (String name : List.of("bob", "bob6")) {
                assertTrue(output(alice, "ping", "-c", "3", "-i", "0.2", name).contains(" 0% packet loss"));
            }
            Process server = bob
                    .exec(new ProcessBuilder("python3", "-u", "-m", "http.server", "8000", "--bind", "::")
                            .directory(new File("src/test/java/netkit/lab")).redirectErrorStream(true));
            BufferedReader output = server.inputReader();
            assertTrue(output.readLine().startsWith("Serving HTTP"));
            for (String name : List.of("bob", "bob6")) {
                assertTrue(output(alice, "curl", "-s", "--max-time", "20",
                        "http://" + name + ":8000/LabTest.java")
                        .contains("class LabTest"));
            }
        }
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource
    void idleWireCarriesNoPackets(InterfaceType kind) throws Exception {
        InsideLab.run(LabTest.class, "silence", kind.name());
    }

    static void silence(String[] arguments) throws Exception {
        try (Lab lab = Lab.open(TWO, 1, options(arguments))) {
            Queue<WireEvent> events = new ConcurrentLinkedQueue<>();
            lab.addTap(events::add);
            Thread.sleep(3000); // the kernel sends unsolicited packets in the first seconds
            assertEquals(0, events.size(), events.toString());
        }
    }

    @Test
    @SideBySide
    void hostAsksOnceForTheAddressOfAnother() throws Exception {
        Programs.need("ip");
        InsideLab.run(LabTest.class, "neighbours");
    }

    static void neighbours(String[] arguments) throws Exception {
        try (Lab lab = Lab.open(TWO, 1)) {
            Host alice = lab.hosts().get(0);
            Host bob = lab.hosts().get(1);
            assertEquals("hello", echo(alice, bob, bob.address()));
            assertEquals("hello", echo(alice, bob, bob.address6()));
            String known = output(alice, "ip", "neigh");
            for (InetAddress address : List.of(bob.address(), bob.address6())) {
                String text = address.getHostAddress().replace("2001:db8:0:0:0:0:0:2", "2001:db8::2");
                assertTrue(known.contains(text + " dev eth0 lladdr " + bob.hardwareAddress()), known);
            }
            for (String version : List.of("ipv4", "ipv6")) {
                String settings = "/proc/sys/net/" + version + "/neigh/eth0/";
                assertEquals("86400\n86400000", output(alice, "cat", settings + "delay_first_probe_time",
                        settings + "base_reachable_time_ms"));
            }
        }
    }

    @Test
    @SideBySide
    void broadcastReachesAllOtherHostsAndAPacketToAnUnknownAddressNone() throws Exception {
        InsideLab.run(LabTest.class, "threeHosts");
    }

    static void threeHosts(String[] arguments) throws Exception {
        try (Lab lab = Lab.open(List.of("alice", "bob", "carol"), 1)) {
            Queue<String> seen = new ConcurrentLinkedQueue<>();
            lab.addTap(event -> {
                PacketView view = new PacketView().decode(LinkType.ETHERNET, event.bytes(), 0,
                        event.bytes().length);
                seen.add(event.kind() + " " + event.pair() + " " + switch (view.network()) {
                    case ArpPacket arp -> "who-has " + arp.target();
                    case IpPacket ip -> "to " + ip.destination();
                    case Undecoded why -> why.toString();
                });
            });
            Host alice = lab.hosts().get(0);
            List<DatagramSocket> others = new ArrayList<>();
            for (Host host : lab.hosts().subList(1, 3)) {
                others.add(host.call(() -> new DatagramSocket(9000)));
            }
            try (DatagramSocket socket = alice.call(() -> new DatagramSocket())) {
                socket.setBroadcast(true);
                for (String address : List.of("192.0.2.77", "192.0.2.255")) {
                    socket.send(new DatagramPacket(new byte[] {1}, 1, InetAddress.getByName(address), 9000));
                }
            }
            for (DatagramSocket other : others) {
                other.setSoTimeout(10_000);
                other.receive(new DatagramPacket(new byte[1], 1));
                other.close();
            }
            for (String to : List.of("bob", "carol")) {
                assertTrue(seen.contains("ARRIVED alice>" + to + " who-has 192.0.2.77"), seen.toString());
                assertTrue(seen.contains("ARRIVED alice>" + to + " to 192.0.2.255"), seen.toString());
            }
            assertTrue(seen.stream().noneMatch(packet -> packet.endsWith("to 192.0.2.77")), seen.toString());
        }
    }

    @Test
    @SideBySide
    void hostWithItsInterfaceDownRefusesPackets() throws Exception {
        Programs.need("ip");
        InsideLab.run(LabTest.class, "interfaceDown");
    }

    static void interfaceDown(String[] arguments) throws Exception {
        try (Lab lab = Lab.open(TWO, 1)) {
            Host alice = lab.hosts().get(0);
            Host bob = lab.hosts().get(1);
            output(bob, "ip", "link", "set", "eth0", "down");
            try (DatagramSocket socket = alice.call(() -> new DatagramSocket())) {
                socket.send(new DatagramPacket(new byte[] {1}, 1, bob.address(), 9000));
            }
            long deadline = System.nanoTime() + 10_000_000_000L;
            while (lab.wire().hostCounts().get(1).refused() == 0 && System.nanoTime() < deadline) {
                Thread.sleep(5);
            }
            assertTrue(lab.wire().hostCounts().get(1).refused() > 0, "the ARP request");
            output(bob, "ip", "link", "set", "eth0", "up");
            assertEquals("hello", echo(alice, bob, bob.address()));
        }
    }

    // ---- cleanup

    @ParameterizedTest
    @SideBySide
    @EnumSource
    void fiftyLabsLeaveNoResources(InterfaceType kind) throws Exception {
        InsideLab.run(LabTest.class, "fifty", kind.name());
    }

    static void fifty(String[] arguments) throws Exception {
        once(arguments); // the first lab creates what the JDK keeps
        System.gc();
        List<String> before = resources();
        for (int i = 0; i < 50; i++) {
            once(arguments);
        }
        System.gc();
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (resources().size() > before.size() && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
        List<String> after = resources();
        assertTrue(after.size() <= before.size(), "before " + before + "\nafter " + after);
    }

    private static void once(String[] arguments) throws Exception {
        try (Lab lab = Lab.open(TWO, 1, options(arguments))) {
            Host alice = lab.hosts().get(0);
            Host bob = lab.hosts().get(1);
            assertEquals("hello", echo(alice, bob, bob.address()));
            alice.exec(new ProcessBuilder("sleep", "1000"));
            bob.exec(new ProcessBuilder("sh", "-c", "sleep 1000 & exit 0")).waitFor();
        }
    }

    /** Returns descriptors, kernel threads in other network namespaces, JVM threads, processes and interfaces. */
    private static List<String> resources() throws IOException {
        List<String> found = new ArrayList<>();
        String ownNamespace = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
        for (Path descriptor : list("/proc/self/fd")) {
            found.add(link(descriptor));
        }
        found.removeIf(String::isEmpty); // the descriptor of the listing itself
        for (Path thread : list("/proc/self/task")) {
            String namespace = link(thread.resolve("ns/net"));
            if (!namespace.isEmpty() && !namespace.equals(ownNamespace)) {
                found.add("thread " + Files.readString(thread.resolve("comm")).strip() + " in " + namespace);
            }
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!thread.getName().equals("process reaper")) { // a thread of the JDK, kept for a minute
                found.add(thread.getName());
            }
        }
        ProcessHandle.allProcesses()
                .forEach(process -> found.add("process " + process.info().command().orElse("?")));
        for (Path network : list("/proc/self/net/dev_snmp6")) {
            found.add("interface " + network.getFileName());
        }
        return found;
    }

    private static List<Path> list(String folder) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.toList();
        }
    }

    private static String link(Path path) {
        try {
            return Files.readSymbolicLink(path).toString();
        } catch (IOException _) {
            return "";
        }
    }
}
