package netkit.dissect;

import java.util.List;

/**
 * The LLC header of an IEEE 802.3 frame, whose type field holds a length (IEEE 802.2 §3.2); with SNAP, a type follows
 * (RFC 1042).
 */
final class LlcLayer extends DissectedLayer {
    private static final int SNAP = 0xAA;
    private static final int SNAP_LENGTH = 8;
    private static final int UNNUMBERED = 3;

    private LlcLayer(ByteSource source, int from, int headerTo, int to) {
        super(Protocol.LLC, source, from, headerTo, to);
    }

    static LlcLayer at(ByteSource source, int from, int to) {
        FieldList list = new FieldList(source.bytes(), from, to);
        int length = isSnap(list) ? SNAP_LENGTH
                : list.remaining(0) > 2 && (list.at8(2) & UNNUMBERED) != UNNUMBERED ? 4 : 3;
        return new LlcLayer(source, from, Math.min(to, from + length), to);
    }

    private static boolean isSnap(FieldList list) {
        return list.remaining(0) >= 3 && list.at8(0) == SNAP && list.at8(1) == SNAP
                && list.at8(2) == UNNUMBERED;
    }

    /** Returns the ethertype of what follows, or -1. */
    int ethertype() {
        FieldList list = list();
        return isSnap(list) && list.remaining(0) == SNAP_LENGTH && list.at(3, 3, 0) == 0 ? list.at16(6) : -1;
    }

    private FieldList list() {
        return new FieldList(source().bytes(), from(), headerTo());
    }

    @Override
    public String summary() {
        FieldList list = list();
        return list.remaining(0) < 2 ? "truncated header"
                : "DSAP " + FieldList.hex(list.at8(0), 1) + ", SSAP " + FieldList.hex(list.at8(1), 1);
    }

    @Override
    protected List<Field> computeFields() {
        FieldList list = list();
        int controlLength = isSnap(list) ? 1 : Math.clamp(list.remaining(2), 1, 2);
        list.hex("llc.dsap", "Destination service access point", 0, 1).parts(parts -> parts
                .bits("llc.dsap.sap", "Service access point", 0, 1, 0xFE)
                .flag("llc.dsap.ig", "Group", 0, 1, 1))
                .hex("llc.ssap", "Source service access point", 1, 1).parts(parts -> parts
                        .bits("llc.ssap.sap", "Service access point", 1, 1, 0xFE)
                        .flag("llc.ssap.cr", "Response", 1, 1, 1))
                .hex("llc.control", "Control", 2, controlLength);
        if (isSnap(list)) {
            list.decimal("llc.oui", "Organization", 3, 3).hex("llc.type", "Type", 6, 2, Names::ethertype);
        }
        return list.fields();
    }
}
