package netkit.cli.capture;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import netkit.net.SocketTap;
import netkit.packet.LinkType;
import netkit.packet.PacketView;
import netkit.packet.TcpSegment;
import netkit.packet.UdpDatagram;
import netkit.packet.pcapng.CaptureReader;
import netkit.packet.pcapng.CapturedPacket;

/** Has dumpcap or tcpdump capture the packets of this process's ports, and keeps those in the file. */
final class KernelPackets implements SocketTap, Closeable {
    private static final Connection UNSEEN = new Connection() {
        @Override
        public void data(End sender, byte[] bytes, int from, int length) {
            // the system's packets have them
        }

        @Override
        public void finished(End sender) {
            // the same
        }

        @Override
        public void reset(End sender) {
            // the same
        }
    };
    private static final long START_SECONDS = 10;
    /** The capturing program gets packets from the system in blocks, after a quarter of a second at the latest. */
    private static final long QUIET_MILLIS = 350;
    private static final long MAX_WAIT_MILLIS = 2_000;
    private static final boolean IS_LINUX = System.getProperty("os.name").toLowerCase(Locale.ROOT)
            .contains("linux");

    /** A port of this process, or of the server that it connects to. */
    private record Port(Transport transport, int number) {}

    /** What one program captures. */
    private record Capture(String interfaceName, String filter) {}

    private final PacketFile file;
    private final Set<Port> own = ConcurrentHashMap.newKeySet();
    private final Map<Capture, Running> running = new HashMap<>(); // guarded by this
    private final AtomicInteger interfaces = new AtomicInteger();

    KernelPackets(PacketFile file) {
        this.file = file;
    }

    @Override
    public void opening(Transport transport, InetSocketAddress local) throws IOException {
        own.add(new Port(transport, local.getPort()));
        start(new Capture(interfaceOf(local.getAddress()), filter(transport, local.getPort())));
    }

    @Override
    public void connecting(int localPort, InetSocketAddress server) throws IOException {
        own.add(new Port(Transport.TCP, localPort));
        start(new Capture(interfaceOf(server.getAddress()), "host " + server.getAddress().getHostAddress()
                .replaceFirst("%.*", "") + " and tcp port " + server.getPort()));
    }

    /** Returns a filter (pcap-filter(7)) for a port and, for UDP, the ICMP errors that its datagrams cause. */
    static String filter(Transport transport, int port) {
        return transport == Transport.TCP ? "tcp port " + port
                : "udp port " + port + " or (icmp[icmptype] = icmp-unreach and (icmp[28:2] = " + port
                        + " or icmp[30:2] = " + port + "))"
                        + " or (icmp6 and ip6[40] = 1 and (ip6[88:2] = " + port + " or ip6[90:2] = " + port
                        + "))";
    }

    private static String interfaceOf(InetAddress address) throws IOException {
        if (address.isLoopbackAddress()) {
            return CaptureProgram.usualInterface();
        }
        if (IS_LINUX) {
            return "any"; // a packet between two addresses of this machine passes the loopback interface
        }
        NetworkInterface found = NetworkInterface.getByInetAddress(address);
        if (found == null) {
            throw new IOException("this system has no interface for all addresses");
        }
        return found.getName();
    }

    /** Starts a program, unless one captures this already, and waits until it captures. */
    private synchronized void start(Capture capture) throws IOException {
        if (!running.containsKey(capture)) {
            Running started = new Running(capture);
            try {
                started.awaitStart();
            } catch (IOException e) {
                started.program.close();
                throw e;
            }
            running.put(capture, started);
        }
    }

    /** Returns what captures, such as {@code dumpcap on lo: tcp port 9000}. */
    synchronized String description() {
        return running.entrySet().stream().findFirst().map(entry -> entry.getValue().program.name() + " on "
                + entry.getKey().interfaceName() + ": "
                + entry.getKey().filter().replaceFirst(" or \\(.*", ""))
                .orElse("");
    }

    @Override
    public void failed(long began, int localPort, InetSocketAddress server, boolean isRefused) {
        // the system's packets show it
    }

    @Override
    public Connection opened(End opener, long began, InetSocketAddress local, InetSocketAddress peer) {
        return UNSEEN;
    }

    @Override
    public void datagram(End sender, InetSocketAddress local, InetSocketAddress peer, byte[] bytes, int from,
            int length) {
        // the system's packets have it
    }

    /** Waits for the last packets, and ends the programs. */
    @Override
    public void close() {
        List<Running> all;
        synchronized (this) {
            all = new ArrayList<>(running.values());
            running.clear();
        }
        all.forEach(Running::end);
    }

    /** A capturing program, and the thread that reads its packets. */
    private final class Running {
        private final CaptureProgram program;
        private final Thread thread;
        private final CountDownLatch started = new CountDownLatch(1);
        private volatile boolean isCapturing;
        private volatile long lastPacketAt = System.nanoTime();

        Running(Capture capture) throws IOException {
            program = CaptureProgram.startDetached(capture.interfaceName(), capture.filter())
                    .orElseThrow(() -> new IOException(CaptureProgram.MISSING));
            thread = Thread.ofPlatform().daemon().name("packets of " + program.name())
                    .start(() -> read(capture.interfaceName()));
        }

        void awaitStart() throws IOException {
            try {
                boolean isInTime = started.await(START_SECONDS, TimeUnit.SECONDS);
                if (!isCapturing) {
                    String failure = isInTime ? program.failure() : "it did not start";
                    if (CaptureProgram.isLackOfPermission(failure)) {
                        throw new AccessDeniedException(program.name() + " may not capture; "
                                + CaptureProgram.PERMISSION);
                    }
                    throw new IOException(program.name() + ": " + failure);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while " + program.name() + " was starting", e);
            }
        }

        private void read(String interfaceName) {
            PacketView view = new PacketView();
            Map<CapturedPacket.Interface, Integer> ids = new HashMap<>();
            try (CaptureReader reader = new CaptureReader(program.packets())) {
                isCapturing = true;
                started.countDown();
                Optional<CapturedPacket> next = reader.next();
                while (next.isPresent()) {
                    lastPacketAt = System.nanoTime();
                    Optional<LinkType> link = LinkType.of(next.get().captureInterface().linkTypeCode());
                    if (link.isPresent() && isOwn(view, link.get(), next.get().bytes())) {
                        keep(next.get(), link.get(), interfaceName, ids);
                    }
                    next = reader.next();
                }
            } catch (IOException _) {
                // the program has ended; if it had not started, its last words say why
            } finally {
                started.countDown();
            }
        }

        private void keep(CapturedPacket packet, LinkType link, String interfaceName,
                Map<CapturedPacket.Interface, Integer> ids) {
            int id = ids.computeIfAbsent(packet.captureInterface(), _ -> {
                file.offer(0, packets -> packets.addInterface(interfaceName, "by " + program.name(), link));
                return interfaces.getAndIncrement();
            });
            file.offer(packet.bytes().length, packets -> packets.add(id, packet.epochNanos().orElse(0),
                    packet.bytes(), packet.originalLength(), packet.direction(), packet.comments()));
        }

        void end() {
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MAX_WAIT_MILLIS);
            lastPacketAt = System.nanoTime();
            try {
                while (System.nanoTime() < deadline
                        && System.nanoTime() - lastPacketAt < TimeUnit.MILLISECONDS
                                .toNanos(QUIET_MILLIS)) {
                    Thread.sleep(20);
                }
                program.stop();
                thread.join(MAX_WAIT_MILLIS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            program.close();
        }
    }

    /** Whether a packet has a port of this process, or is an ICMP error for one. */
    private boolean isOwn(PacketView view, LinkType link, byte[] bytes) {
        return switch (view.decode(link, bytes, 0, bytes.length).transport()) {
            case TcpSegment tcp -> isOwn(Transport.TCP, tcp.sourcePort(), tcp.destinationPort());
            case UdpDatagram udp -> isOwn(Transport.UDP, udp.sourcePort(), udp.destinationPort());
            default -> true; // as the filter says
        };
    }

    private boolean isOwn(Transport transport, int source, int destination) {
        return own.contains(new Port(transport, source)) || own.contains(new Port(transport, destination));
    }
}
