package netkit.dissect;

import java.util.ArrayList;
import java.util.List;

import netkit.packet.EthernetFrame;

/**
 * A VLAN tag: the part after its type, which the header before it has (IEEE 802.1Q §9.6). A tag of type 0x88A8 is that
 * of a provider's network.
 */
final class VlanLayer extends DissectedLayer {
    static final int LENGTH = 4;

    private final String prefix;
    private final String typeName;
    private final Trailer trailer;

    /** @param tagType the type in the header before it */
    VlanLayer(ByteSource source, int from, int to, int tagType, Trailer trailer) {
        super(Protocol.VLAN, source, from, Math.min(to, from + LENGTH), to);
        boolean isProvider = tagType == EthernetFrame.TYPE_PROVIDER_VLAN;
        prefix = isProvider ? "ieee8021ad" : "vlan";
        typeName = isProvider ? "ieee8021ah.etype" : "vlan.etype";
        this.trailer = trailer;
    }

    @Override
    public String summary() {
        FieldList list = new FieldList(source().bytes(), from(), headerTo());
        return list.remaining(0) < 2 ? "truncated tag"
                : "id " + list.at(0, 2, 0x0FFF) + ", priority " + list.at(0, 2, 0xE000);
    }

    @Override
    protected List<Field> computeFields() {
        FieldList list = new FieldList(source().bytes(), from(), headerTo());
        list.bits(prefix + ".priority", "Priority", 0, 2, 0xE000)
                .bits(prefix + ".dei", "Drop eligible", 0, 2, 0x1000)
                .bits(prefix + ".id", "VLAN id", 0, 2, 0x0FFF);
        if (list.remaining(2) >= 2 && list.at16(2) <= EthernetFrame.MAX_LENGTH) {
            list.decimal("vlan.len", "Length", 2, 2);
        } else {
            list.hex(typeName, "Type", 2, 2, Names::ethertype);
        }
        List<Field> fields = new ArrayList<>(list.fields());
        if (trailer != null) {
            fields.addAll(trailer.fields("vlan"));
        }
        return fields;
    }

    @Override
    protected List<String> computeNotices() {
        return headerTo() - from() < LENGTH ? List.of("the captured bytes end within the VLAN tag")
                : List.of();
    }
}
