package netkit.lab.wire;

import netkit.packet.ArpPacket;
import netkit.packet.IcmpMessage;
import netkit.packet.IpPacket;
import netkit.packet.PacketView;
import netkit.packet.TcpSegment;
import netkit.packet.UdpDatagram;
import netkit.packet.Undecoded;

/**
 * The flow that a packet belongs to: addresses, ports and protocol. Mutable and reused for each packet, so that a
 * lookup allocates nothing.
 */
final class FlowKey {
    /** Linux's ephemeral ports: ip_local_port_range in ip(7). They differ between runs. */
    private static final int EPHEMERAL_FROM = 32_768;
    private static final int EPHEMERAL_TO = 60_999;
    /** Stands for any ephemeral port; not a valid port number. */
    private static final int EPHEMERAL = 1 << 16;
    private static final int NO_PORT = -1;
    /** Added to the protocol number of an IP fragment whose ports are unknown. */
    private static final int FRAGMENT = 1 << 8;
    private static final int NOT_IP = 1 << 9;

    private int protocol;
    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;
    private int sourcePort;
    private int destinationPort;
    private boolean isEcho;

    FlowKey() {}

    FlowKey(FlowKey other) {
        protocol = other.protocol;
        sourceHigh = other.sourceHigh;
        sourceLow = other.sourceLow;
        destinationHigh = other.destinationHigh;
        destinationLow = other.destinationLow;
        sourcePort = other.sourcePort;
        destinationPort = other.destinationPort;
        isEcho = other.isEcho;
    }

    void set(PacketView view) {
        sourcePort = NO_PORT;
        destinationPort = NO_PORT;
        isEcho = false;
        switch (view.network()) {
            case IpPacket ip -> setIp(ip, view);
            case ArpPacket _,Undecoded _ -> {
                protocol = NOT_IP;
                sourceHigh = 0;
                sourceLow = 0;
                destinationHigh = 0;
                destinationLow = 0;
            }
        }
    }

    private void setIp(IpPacket ip, PacketView view) {
        protocol = ip.protocol();
        sourceHigh = ip.sourceHigh();
        sourceLow = ip.sourceLow();
        destinationHigh = ip.destinationHigh();
        destinationLow = ip.destinationLow();
        switch (view.transport()) {
            case TcpSegment tcp -> {
                sourcePort = tcp.sourcePort();
                destinationPort = tcp.destinationPort();
            }
            case UdpDatagram udp -> {
                sourcePort = udp.sourcePort();
                destinationPort = udp.destinationPort();
            }
            case IcmpMessage icmp -> {
                isEcho = icmp.isEchoRequest() || icmp.isEchoReply();
                sourcePort = isEcho ? icmp.identifier() : NO_PORT;
                destinationPort = icmp.type();
            }
            case Undecoded why -> protocol += why == Undecoded.LATER_FRAGMENT ? FRAGMENT : 0;
        }
    }

    /**
     * Returns a hash that is equal for flows that differ only in values chosen by the system: ephemeral ports and echo
     * identifiers.
     */
    long hash(long line) {
        long hash = KeyedRandom.with(line, protocol);
        hash = KeyedRandom.with(hash, sourceHigh);
        hash = KeyedRandom.with(hash, sourceLow);
        hash = KeyedRandom.with(hash, destinationHigh);
        hash = KeyedRandom.with(hash, destinationLow);
        hash = KeyedRandom.with(hash, isEcho ? EPHEMERAL : fixed(sourcePort));
        return KeyedRandom.with(hash, fixed(destinationPort));
    }

    private static int fixed(int port) {
        return port >= EPHEMERAL_FROM && port <= EPHEMERAL_TO ? EPHEMERAL : port;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FlowKey that && protocol == that.protocol && sourcePort == that.sourcePort
                && destinationPort == that.destinationPort && sourceLow == that.sourceLow
                && destinationLow == that.destinationLow && sourceHigh == that.sourceHigh
                && destinationHigh == that.destinationHigh;
    }

    @Override
    public int hashCode() {
        long mixed = (sourceLow * 31 + destinationLow) * 31 + sourceHigh * 17 + destinationHigh;
        return Long.hashCode(mixed) * 31 + (sourcePort << 16 ^ destinationPort) * 31 + protocol;
    }
}
