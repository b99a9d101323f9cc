package netkit.dissect.explain;

import java.util.List;

import netkit.dissect.DissectedLayer;
import netkit.dissect.DissectedPacket;
import netkit.dissect.Protocol;

/** What a list of packets says of one: its topmost protocol, and a summary in the words of that. */
public final class Headline {
    private Headline() {}

    /** Returns the topmost protocol that netkit knows. */
    public static Protocol protocol(DissectedPacket packet) {
        return top(packet).protocol();
    }

    private static DissectedLayer top(DissectedPacket packet) {
        List<DissectedLayer> layers = packet.layers();
        int top = layers.size() - 1;
        while (top > 0 && layers.get(top).protocol() == Protocol.DATA) {
            top--;
        }
        return layers.get(top);
    }

    /** Returns what the packet says, in the words of its topmost layers; text of a peer is not escaped. */
    public static String info(DissectedPacket packet) {
        DissectedLayer top = top(packet);
        StringBuilder info = new StringBuilder();
        for (DissectedLayer layer : packet.layers()) {
            if (layer.protocol() == top.protocol()) {
                info.append(info.isEmpty() ? "" : "; ").append(layer.summary());
            }
        }
        return info.toString();
    }
}
