package netkit.report;

import netkit.compare.link.Transport;
import netkit.compare.wire.WireStats;

/** What a transport sent again, in words. */
public final class Retransmissions {
    private Retransmissions() {}

    /** Whether the transport ever sends anything again by itself. */
    static boolean isPossible(Transport transport) {
        return transport != Transport.UDP;
    }

    /** Such as {@code ; 3 TCP segments were sent again}; empty where that is not possible. */
    public static String words(Transport transport, WireStats wire) {
        if (!isPossible(transport)) {
            return "";
        }
        String what = switch (transport.socketType()) {
            case DATAGRAM -> "datagram";
            case STREAM -> "TCP segment";
        };
        long again = wire.retransmissions();
        return again == 0 ? "; no " + what + " was sent again"
                : "; " + Numbers.counted(again, what) + (again == 1 ? " was" : " were") + " sent again";
    }
}
