package netkit.dissect;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

import netkit.packet.pcapng.CapturedPacket;

/**
 * A packet taken apart.
 *
 * @param layers from the link layer up, never empty; several messages that one packet completes follow each other
 * @param stream the number of its TCP connection or UDP conversation, counted from 0 for each of the two as Wireshark
 *        does; empty for other packets
 */
public record DissectedPacket(CapturedPacket packet, List<DissectedLayer> layers, OptionalInt stream) {
    /** Returns the sender for the list of packets: the IP address, else that of the link; empty if there is none. */
    public String source() {
        return topmost(DissectedLayer::sourceAddress);
    }

    /** Returns the receiver for the list of packets: the IP address, else that of the link; empty if there is none. */
    public String destination() {
        return topmost(DissectedLayer::destinationAddress);
    }

    /** Returns the layer that tells most in the list of packets: the topmost that is not mere data, if there is one. */
    public DissectedLayer main() {
        for (DissectedLayer layer : layers.reversed()) {
            if (layer.protocol() != Protocol.DATA) {
                return layer;
            }
        }
        return layers.getLast();
    }

    private String topmost(Function<DissectedLayer, Optional<String>> address) {
        for (DissectedLayer layer : layers.reversed()) {
            Optional<String> found = address.apply(layer);
            if (found.isPresent()) {
                return found.get();
            }
        }
        return "";
    }
}
