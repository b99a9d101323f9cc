package netkit.dissect;

import java.util.List;

/**
 * A layer of a packet, or an application's message that the packet completes.
 *
 * @param source the bytes in which it lies
 * @param from offset of its header
 * @param headerTo offset after its header; the payload, if it has one, starts there
 * @param to offset after its payload
 * @param summary for the list of packets, without the protocol's name ({@code 51034 → 9000 [SYN] Seq=0}); text of a
 *        peer is not escaped yet
 * @param notices what a reader should know and no field says: damage, a wrong checksum and its likely cause
 */
public record DissectedLayer(Protocol protocol, ByteSource source, int from, int headerTo, int to,
        String summary,
        List<Field> fields, List<String> notices) {}
