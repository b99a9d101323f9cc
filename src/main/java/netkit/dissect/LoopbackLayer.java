package netkit.dissect;

import java.util.List;

/** The address family before a packet of a BSD loopback interface. */
final class LoopbackLayer extends DissectedLayer {
    static final int LENGTH = 4;

    private final boolean isNetworkOrder;

    /** @param isNetworkOrder whether the most significant byte is first; else the order is that of the machine */
    LoopbackLayer(ByteSource source, int from, int to, boolean isNetworkOrder) {
        super(Protocol.LOOPBACK, source, from, Math.min(to, from + LENGTH), to);
        this.isNetworkOrder = isNetworkOrder;
    }

    /** Whether IP follows: AF_INET is 2, AF_INET6 is 23 in Windows, 24, 28 or 30 in the systems of the BSD family. */
    boolean isIp() {
        return switch (family()) {
            case 2, 23, 24, 28, 30 -> true;
            default -> false;
        };
    }

    /**
     * Returns the address family, or -1 if the header is truncated. A family is a small number, which tells the byte
     * order of the machine.
     */
    int family() {
        if (headerTo() - from() < LENGTH) {
            return -1;
        }
        int value = (int) new FieldList(source().bytes(), from(), headerTo()).at(0, LENGTH, 0);
        return isNetworkOrder || (value & 0xFFFF_0000) == 0 ? value : Integer.reverseBytes(value);
    }

    @Override
    public String summary() {
        return family() < 0 ? "truncated header" : "family " + family();
    }

    @Override
    protected List<Field> computeFields() {
        return headerTo() - from() < LENGTH ? List.of()
                : List.of(new Field("null.family", "Family",
                        new FieldValue.Number(Integer.toUnsignedLong(family())),
                        family() + (family() == 2 ? " (IPv4)" : ""), from(), headerTo(), 0, List.of()));
    }
}
