package netkit.dissect;

import java.util.List;

/** The authentication header of IPsec, whose payload is not encrypted (RFC 4302 §2). */
final class AuthenticationLayer extends DissectedLayer {
    private static final int FIXED = 12;

    private AuthenticationLayer(Extent extent, int length) {
        super(Protocol.AUTHENTICATION, extent.source(), extent.from(),
                Math.min(extent.to(), extent.from() + length),
                extent.to());
    }

    /** The length is in words of 4 bytes, minus 2. */
    static AuthenticationLayer at(Extent extent) {
        FieldList list = new FieldList(extent.bytes(), extent.from(), extent.to());
        return new AuthenticationLayer(extent,
                list.remaining(0) < 2 ? FIXED : Math.max(FIXED, 4 * (list.at8(1) + 2)));
    }

    private FieldList list() {
        return new FieldList(source().bytes(), from(), headerTo());
    }

    /** Returns the protocol of what follows, or -1 if the header is truncated. */
    int nextHeader() {
        FieldList list = list();
        return list.remaining(0) >= FIXED && list.remaining(0) == Math.max(FIXED, 4 * (list.at8(1) + 2))
                ? list.at8(0)
                : -1;
    }

    @Override
    public String summary() {
        return list().remaining(0) < FIXED ? "truncated header"
                : "SPI " + FieldList.hex(list().at(4, 4, 0), 4);
    }

    @Override
    protected List<Field> computeFields() {
        FieldList list = list();
        list.decimal("ah.next_header", "Next header", 0, 1, Names::ipProtocol)
                .number("ah.length", "Length", 1, 1, 0, value -> value + " words after the first 2")
                .bytes("ah.reserved", "Reserved", 2, 2)
                .hex("ah.spi", "Security parameters index", 4, 4)
                .decimal("ah.sequence", "Sequence number", 8, 4);
        if (list.remaining(FIXED) > 0) {
            list.bytes("ah.icv", "Integrity check value", FIXED, list.remaining(FIXED));
        }
        return list.fields();
    }
}
