package netkit.dissect;

import java.util.List;
import java.util.Optional;

/**
 * A layer of a packet, or an application's message that the packet completes. What a list of packets does not need is
 * computed when it is asked for. Not thread-safe.
 */
public abstract class DissectedLayer {
    private final Protocol protocol;
    private final ByteSource source;
    private final int from;
    private final int headerTo;
    private final int to;
    private List<Field> fields;
    private List<String> notices;

    /**
     * @param source the bytes in which it lies
     * @param from offset of its header
     * @param headerTo offset after its header; the payload, if it has one, starts there
     * @param to offset after its payload
     */
    protected DissectedLayer(Protocol protocol, ByteSource source, int from, int headerTo, int to) {
        this.protocol = protocol;
        this.source = source;
        this.from = from;
        this.headerTo = headerTo;
        this.to = to;
    }

    /** Returns a layer whose parts are known already. */
    public static DissectedLayer of(Protocol protocol, ByteSource source, int from, int headerTo, int to,
            String summary, List<Field> fields, List<String> notices) {
        return new DissectedLayer(protocol, source, from, headerTo, to) {
            @Override
            public String summary() {
                return summary;
            }

            @Override
            protected List<Field> computeFields() {
                return fields;
            }

            @Override
            protected List<String> computeNotices() {
                return notices;
            }
        };
    }

    public final Protocol protocol() {
        return protocol;
    }

    /** Returns the bytes in which it lies. */
    public final ByteSource source() {
        return source;
    }

    /** Returns the offset of its header. */
    public final int from() {
        return from;
    }

    /** Returns the offset after its header; the payload, if it has one, starts there. */
    public final int headerTo() {
        return headerTo;
    }

    /** Returns the offset after its payload. */
    public final int to() {
        return to;
    }

    /**
     * Returns text for the list of packets, without the protocol's name ({@code 51034 → 9000 [SYN] Seq=0}); text of a
     * peer is not escaped yet.
     */
    public abstract String summary();

    public final List<Field> fields() {
        if (fields == null) {
            fields = List.copyOf(computeFields());
        }
        return fields;
    }

    /** Returns what a reader should know and no field says: damage, a wrong checksum and its likely cause. */
    public final List<String> notices() {
        if (notices == null) {
            notices = List.copyOf(computeNotices());
        }
        return notices;
    }

    /** Returns the address of the sender in this layer, or empty if the layer has no addresses. */
    public Optional<String> sourceAddress() {
        return Optional.empty();
    }

    /** Returns the address of the receiver in this layer, or empty if the layer has no addresses. */
    public Optional<String> destinationAddress() {
        return Optional.empty();
    }

    protected abstract List<Field> computeFields();

    protected List<String> computeNotices() {
        return List.of();
    }
}
