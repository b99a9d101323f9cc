package netkit.dissect;

import java.util.List;

/**
 * A field of a layer.
 *
 * @param name in filters: Wireshark's where it has one ({@code tcp.srcport})
 * @param label for a reader ({@code Source port})
 * @param shown the value for a reader, with its meaning ({@code 0x0800 (IPv4)}); text of a peer is not escaped yet
 * @param from offset in the layer's {@link ByteSource}; equal to {@code to} for a value that is computed
 * @param to offset after its last byte
 * @param mask the bits that it occupies in those bytes, most significant byte first; 0 if it occupies them whole
 * @param parts fields that it consists of, such as flags
 */
public record Field(String name, String label, FieldValue value, String shown, int from, int to, long mask,
        List<Field> parts) {
    /** Returns further names in filters, such as that which the fields of both ends share ({@code tcp.port}), as in Wireshark. */
    public List<String> otherNames() {
        return switch (name) {
            case "eth.src.oui", "eth.dst.oui" -> List.of("eth.addr.oui");
            case "eth.src", "eth.dst" -> List.of("eth.addr");
            case "eth.src.ig", "eth.dst.ig" -> List.of("eth.ig");
            case "eth.src.lg", "eth.dst.lg" -> List.of("eth.lg");
            case "ip.src", "ip.dst" -> List.of("ip.addr", name + "_host", "ip.host");
            case "ip.cur_rt", "ip.src_rt", "ip.rec_rt", "ip.empty_rt" -> List.of(name + "_host");
            case "ipv6.version" -> List.of("ip.version");
            case "ipv6.src", "ipv6.dst" -> List.of("ipv6.addr", name + "_host", "ipv6.host");
            case "tcp.srcport", "tcp.dstport" -> List.of("tcp.port");
            case "udp.srcport", "udp.dstport" -> List.of("udp.port");
            case "websocket.message" -> value instanceof FieldValue.Text ? List.of("websocket.payload.text")
                    : List.of();
            default -> List.of();
        };
    }
}
