package netkit.dissect.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import netkit.dissect.ByteSource;
import netkit.dissect.DissectedLayer;
import netkit.dissect.DissectedPacket;
import netkit.dissect.Protocol;

/**
 * How the captured bytes of a packet divide into headers, payload and padding. Headers are those up to the transport
 * layer; what is above them is payload here, although it may start with a header of its own.
 *
 * @param headers from the link up
 * @param payload bytes for the layer above
 * @param rest bytes after the payload: padding, a trailer
 */
public record Overhead(List<Header> headers, int payload, int rest) {
    /** @param length of the header in bytes */
    public record Header(Protocol protocol, int length) {}

    public static Overhead of(DissectedPacket packet) {
        List<Header> headers = new ArrayList<>();
        int payload = 0;
        for (DissectedLayer layer : packet.layers()) {
            if (layer.source().origin() != ByteSource.Origin.PACKET || layer.protocol() == Protocol.DATA
                    || layer.protocol().osiLayer() > 4) {
                break;
            }
            headers.add(new Header(layer.protocol(), layer.headerTo() - layer.from()));
            payload = Math.max(0, layer.to() - layer.headerTo());
            if (layer.protocol().osiLayer() == 4 || layer.protocol() == Protocol.ICMP
                    || layer.protocol() == Protocol.ICMPV6) {
                break; // an ICMP message may quote headers of another packet
            }
        }
        int captured = packet.packet().bytes().length;
        int sum = headers.stream().mapToInt(Header::length).sum();
        return new Overhead(headers, Math.min(payload, captured - sum),
                Math.max(0, captured - sum - payload));
    }

    public int total() {
        return headers.stream().mapToInt(Header::length).sum();
    }

    /** Returns {@code Ethernet 14 + IPv4 20 + TCP 20 = 54 of 60 bytes are headers (90%); payload 6}. */
    public String sentence() {
        int bytes = total() + payload + rest;
        String sum = headers.stream().map(header -> header.protocol().displayName() + " " + header.length())
                .collect(Collectors.joining(" + "));
        return (headers.size() < 2 ? sum + ": " : sum + " = ") + total() + " of " + bytes
                + " bytes are headers"
                + (bytes == 0 ? "" : " (" + Math.round(100.0 * total() / bytes) + "%)") + "; payload "
                + payload
                + (rest > 0 ? ", padding or trailer " + rest : "");
    }
}
