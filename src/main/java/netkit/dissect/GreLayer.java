package netkit.dissect;

import java.util.List;

/** The header of a GRE tunnel (RFC 2784 §2, RFC 2890 §2). */
final class GreLayer extends DissectedLayer {
    private static final int CHECKSUM = 0x8000;
    private static final int ROUTING = 0x4000;
    private static final int KEY = 0x2000;
    private static final int SEQUENCE = 0x1000;
    private static final int VERSION = 0x0007;

    private GreLayer(Extent extent, int length) {
        super(Protocol.GRE, extent.source(), extent.from(), Math.min(extent.to(), extent.from() + length),
                extent.to());
    }

    static GreLayer at(Extent extent) {
        FieldList list = new FieldList(extent.bytes(), extent.from(), extent.to());
        int flags = list.remaining(0) < 2 ? 0 : list.at16(0);
        return new GreLayer(extent,
                4 + ((flags & (CHECKSUM | ROUTING)) != 0 ? 4 : 0) + ((flags & KEY) != 0 ? 4 : 0)
                        + ((flags & SEQUENCE) != 0 ? 4 : 0));
    }

    private FieldList list() {
        return new FieldList(source().bytes(), from(), headerTo());
    }

    /** Returns the ethertype of what follows, or -1 if that cannot be told. */
    int ethertype() {
        FieldList list = list();
        return list.remaining(0) < 4 || (list.at16(0) & (ROUTING | VERSION)) != 0 ? -1 : list.at16(2);
    }

    @Override
    public String summary() {
        return list().remaining(0) < 4 ? "truncated header"
                : "carries type " + FieldList.hex(list().at16(2), 2);
    }

    @Override
    protected List<Field> computeFields() {
        FieldList list = list();
        list.hex("gre.flags_and_version", "Flags and version", 0, 2).parts(parts -> parts
                .flag("gre.flags.checksum", "Checksum", 0, 2, CHECKSUM)
                .flag("gre.flags.routing", "Routing", 0, 2, ROUTING)
                .flag("gre.flags.key", "Key", 0, 2, KEY)
                .flag("gre.flags.sequence_number", "Sequence number", 0, 2, SEQUENCE)
                .bits("gre.flags.version", "Version", 0, 2, VERSION))
                .hex("gre.proto", "Type", 2, 2, Names::ethertype);
        if (ethertype() < 0) {
            return list.fields();
        }
        int flags = list.at16(0);
        int at = 4;
        if ((flags & CHECKSUM) != 0) {
            list.hex("gre.checksum", "Checksum", at, 2).decimal("gre.offset", "Offset", at + 2, 2);
            at += 4;
        }
        if ((flags & KEY) != 0) {
            list.hex("gre.key", "Key", at, 4);
            at += 4;
        }
        if ((flags & SEQUENCE) != 0) {
            list.decimal("gre.sequence_number", "Sequence number", at, 4);
        }
        return list.fields();
    }
}
