package netkit.cli.capture;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import netkit.net.SocketTap;
import netkit.packet.LinkType;
import netkit.packet.PacketDirection;
import netkit.packet.PacketBuilder;
import netkit.packet.stream.ReconstructedConnection;

/** Reconstructs packets from what the sockets of this process read and write. */
final class SocketPackets implements SocketTap {
    /** The comment of each packet. */
    static final String COMMENT = "reconstructed by netkit from what its socket read and wrote: addresses, ports"
            + " and payload are real, the headers are made up";
    private static final List<String> COMMENTS = List.of(COMMENT);
    private static final int MAX_CACHED = 1_000;

    private final PacketFile file;
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<InetAddress, InetAddress> sourceFor = new ConcurrentHashMap<>();

    SocketPackets(PacketFile file) {
        this.file = file;
        file.offer(0, packets -> packets.addInterface("sockets", "sockets of this program, not an interface",
                LinkType.RAW_IP));
    }

    private static void write(PacketFile.Packets packets, long at, byte[] packet, PacketDirection direction)
            throws IOException {
        packets.add(0, at, packet, packet.length, direction, COMMENTS);
    }

    private static PacketDirection direction(End sender) {
        return sender == End.LOCAL ? PacketDirection.OUTBOUND : PacketDirection.INBOUND;
    }

    private static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }

    @Override
    public void opening(Transport transport, InetSocketAddress local) {
        // a capture begins with the first packet
    }

    @Override
    public void connecting(int localPort, InetSocketAddress server) {
        // shown once its outcome is known
    }

    @Override
    public void failed(long began, int localPort, InetSocketAddress server, boolean isRefused) {
        Opened attempt = new Opened(
                concrete(new InetSocketAddress(localPort), server.getAddress()), server);
        long ended = now();
        attempt.enqueue(0, connection -> {
            if (isRefused) {
                connection.refused(began, ended);
            } else {
                connection.noResponse(began);
            }
        });
    }

    @Override
    public Connection opened(End opener, long began, InetSocketAddress local, InetSocketAddress peer) {
        Opened opened = new Opened(concrete(local, peer.getAddress()), peer);
        long ended = now();
        opened.enqueue(0, connection -> connection.open(direction(opener), began, ended));
        return opened;
    }

    @Override
    public void datagram(End sender, InetSocketAddress local, InetSocketAddress peer, byte[] bytes, int from,
            int length) {
        long at = now();
        byte[] payload = Arrays.copyOfRange(bytes, from, from + length);
        boolean isToGroup = sender == End.PEER && local.getAddress().isMulticastAddress();
        InetSocketAddress here = isToGroup ? local : concrete(local, peer.getAddress());
        file.offer(length, packets -> write(packets, at, sender == End.LOCAL
                ? udp(here, peer, payload)
                : udp(peer, here, payload), direction(sender)));
    }

    private static byte[] udp(InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        return PacketBuilder.ip(from.getAddress(), to.getAddress()).udp(from.getPort(), to.getPort())
                .payload(payload).build();
    }

    /** Returns an address in place of the wildcard or a group: the one that the system sends from to this peer. */
    private InetSocketAddress concrete(InetSocketAddress local, InetAddress peer) {
        InetAddress address = local.getAddress();
        if (!address.isAnyLocalAddress() && !address.isMulticastAddress()) {
            return local;
        }
        if (sourceFor.size() >= MAX_CACHED) {
            sourceFor.clear();
        }
        return new InetSocketAddress(sourceFor.computeIfAbsent(peer, SocketPackets::sourceFor),
                local.getPort());
    }

    /** Connecting a UDP socket sends nothing. */
    private static InetAddress sourceFor(InetAddress peer) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(peer, 9);
            return socket.getLocalAddress();
        } catch (IOException | RuntimeException _) {
            return peer; // no route: it may be this machine
        }
    }

    /** A connection, whose packets are made by the file's thread. */
    private final class Opened implements Connection, ReconstructedConnection.Sink {
        private final ReconstructedConnection connection;
        private final AtomicLong missingSent = new AtomicLong();
        private final AtomicLong missingReceived = new AtomicLong();
        // used by the file's thread alone
        private PacketFile.Packets out;
        private IOException failure;

        /** A step of the connection. */
        @FunctionalInterface
        private interface Step {
            void on(ReconstructedConnection connection);
        }

        Opened(InetSocketAddress local, InetSocketAddress peer) {
            connection = new ReconstructedConnection(connections.incrementAndGet(), local, peer, this);
        }

        private boolean enqueue(int size, Step step) {
            return file.offer(size, packets -> {
                out = packets;
                step.on(connection);
                if (failure != null) {
                    throw failure;
                }
            });
        }

        @Override
        public void packet(long epochNanos, byte[] packet, PacketDirection direction) {
            try {
                write(out, epochNanos, packet, direction);
            } catch (IOException e) {
                failure = e;
            }
        }

        @Override
        public void data(End sender, byte[] bytes, int from, int length) {
            long at = now();
            byte[] copy = Arrays.copyOfRange(bytes, from, from + length);
            PacketDirection direction = direction(sender);
            long gap = missing(sender).getAndSet(0);
            boolean isAdded = enqueue(length, each -> {
                each.missing(direction, gap);
                each.data(direction, at, copy);
            });
            if (!isAdded) {
                missing(sender).addAndGet(gap + length);
            }
        }

        private AtomicLong missing(End sender) {
            return sender == End.LOCAL ? missingSent : missingReceived;
        }

        @Override
        public void finished(End sender) {
            long at = now();
            long gap = missing(sender).getAndSet(0);
            enqueue(0, each -> {
                each.missing(direction(sender), gap);
                each.finished(direction(sender), at);
            });
        }

        @Override
        public void reset(End sender) {
            long at = now();
            enqueue(0, each -> each.reset(direction(sender), at));
        }
    }
}
