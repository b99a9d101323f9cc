package netkit.report;

import netkit.compare.link.Transport;
import netkit.compare.wire.WireStats;

/** The retransmissions of a transport, in words. */
public final class Retransmissions {
    private Retransmissions() {}

    /** Returns whether the transport ever retransmits. */
    static boolean isPossible(Transport transport) {
        return transport != Transport.UDP;
    }

    /** Returns text such as {@code ; 3 TCP segments were retransmitted}; empty for UDP, which never retransmits. */
    public static String words(Transport transport, WireStats wire) {
        if (!isPossible(transport)) {
            return "";
        }
        String what = switch (transport.socketType()) {
            case DATAGRAM -> "datagram";
            case STREAM -> "TCP segment";
        };
        long retransmitted = wire.retransmissions();
        return retransmitted == 0 ? "; no " + what + " was retransmitted"
                : "; " + Numbers.counted(retransmitted, what) + (retransmitted == 1 ? " was" : " were")
                        + " retransmitted";
    }
}
