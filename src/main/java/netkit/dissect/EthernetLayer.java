package netkit.dissect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import netkit.packet.EthernetFrame;
import netkit.packet.MacAddress;

/** The Ethernet header of a frame, and what follows the payload: padding, trailer, frame check sequence. */
final class EthernetLayer extends DissectedLayer {
    private static final int TYPE_AT = 12;

    private final Trailer trailer;

    /**
     * @param trailer what follows the payload; null if it belongs to the VLAN tag above or there is no payload
     */
    EthernetLayer(ByteSource source, int from, int to, Trailer trailer) {
        super(Protocol.ETHERNET, source, from, Math.min(to, from + EthernetFrame.HEADER_LENGTH), to);
        this.trailer = trailer;
    }

    private boolean isComplete() {
        return headerTo() - from() == EthernetFrame.HEADER_LENGTH;
    }

    private int type() {
        return (source().bytes()[from() + TYPE_AT] & 0xFF) << 8
                | source().bytes()[from() + TYPE_AT + 1] & 0xFF;
    }

    @Override
    public String summary() {
        if (!isComplete()) {
            return "truncated header";
        }
        String name = Names.ethertype(type());
        return type() < EthernetFrame.MIN_TYPE ? "IEEE 802.3 frame, length " + type()
                : "type " + FieldList.hex(type(), 2) + (name == null ? "" : " (" + name + ")");
    }

    @Override
    public Optional<String> sourceAddress() {
        return address(6);
    }

    @Override
    public Optional<String> destinationAddress() {
        return address(0);
    }

    private Optional<String> address(int offset) {
        FieldList list = new FieldList(source().bytes(), from(), headerTo());
        return list.remaining(offset) < 6 ? Optional.empty()
                : Optional.of(new MacAddress(list.at(offset, 6, 0)).toString());
    }

    @Override
    protected List<Field> computeFields() {
        FieldList list = new FieldList(source().bytes(), from(), headerTo());
        address(list, "eth.dst", "Destination", 0);
        address(list, "eth.src", "Source", 6);
        if (isComplete()) {
            if (type() >= EthernetFrame.MIN_TYPE) {
                list.hex("eth.type", "Type", TYPE_AT, 2, Names::ethertype);
            } else if (type() > EthernetFrame.MAX_LENGTH) {
                list.hex("eth.invalid_lentype", "Invalid length or type", TYPE_AT, 2);
            } else {
                list.decimal("eth.len", "Length", TYPE_AT, 2);
            }
        }
        List<Field> fields = new ArrayList<>(list.fields());
        if (trailer != null) {
            fields.addAll(trailer.fields("eth"));
        }
        return fields;
    }

    private static void address(FieldList list, String name, String label, int offset) {
        list.mac(name, label, offset).parts(parts -> parts
                .number(name + ".oui", "Manufacturer's prefix (OUI)", offset, 3, 0,
                        value -> FieldList.hex(value, 3))
                .flag(name + ".lg", "Locally administered", offset, 3, 0x020000)
                .flag(name + ".ig", "Group address", offset, 3, 0x010000));
    }

    @Override
    protected List<String> computeNotices() {
        if (!isComplete()) {
            return List.of("the captured bytes end within the Ethernet header");
        }
        return type() > EthernetFrame.MAX_LENGTH && type() < EthernetFrame.MIN_TYPE
                ? List.of(FieldList.hex(type(), 2) + " is neither a type nor a length")
                : List.of();
    }
}
