package netkit.dissect;

import java.util.List;

/**
 * Bytes in which layers lie: those of the packet itself, or bytes put together from several packets.
 *
 * @param bytes not changed afterwards
 * @param packets the numbers of the packets that carried them, in order
 */
public record ByteSource(byte[] bytes, Origin origin, List<Long> packets) {
    /** How bytes were obtained. */
    public enum Origin {
        /** As captured. */
        PACKET,
        /** The payload of an IP packet, from its fragments (RFC 791 §3.2). */
        REASSEMBLED_IP,
        /** A part of one direction of a TCP connection. */
        TCP_STREAM,
        /** What a transfer or content coding, a mask or permessage-deflate held. */
        DECODED
    }
}
