package netkit.dissect;

import java.util.List;

/** The address family before a packet of a BSD loopback interface. */
final class LoopbackLayer extends DissectedLayer {
    static final int LENGTH = 4;

    LoopbackLayer(ByteSource source, int from, int to) {
        super(Protocol.LOOPBACK, source, from, Math.min(to, from + LENGTH), to);
    }

    /**
     * Returns the address family, or -1 if the header is truncated. It is in the byte order of the capturing machine
     * or in network byte order; a family is a small number, which tells.
     */
    int family() {
        if (headerTo() - from() < LENGTH) {
            return -1;
        }
        int value = (int) new FieldList(source().bytes(), from(), headerTo()).at(0, LENGTH, 0);
        return (value & 0xFFFF_0000) == 0 ? value : Integer.reverseBytes(value);
    }

    @Override
    public String summary() {
        return family() < 0 ? "truncated header" : "family " + family();
    }

    @Override
    protected List<Field> computeFields() {
        return family() < 0 ? List.of()
                : List.of(new Field("null.family", "Family", new FieldValue.Number(family()),
                        family() + (family() == 2 ? " (IPv4)" : ""), from(), headerTo(), 0, List.of()));
    }
}
