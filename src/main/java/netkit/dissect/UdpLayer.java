package netkit.dissect;

import java.util.ArrayList;
import java.util.List;

import netkit.packet.UdpDatagram;

/** A UDP header (RFC 768). */
final class UdpLayer extends DissectedLayer {
    private final Extent extent;
    private final Checksum checksum;
    private final List<Field> analysis;

    /**
     * @param extent from the header to the end of the payload of IP
     * @param analysis fields that the conversation tells
     */
    UdpLayer(Extent extent, int to, Checksum checksum, List<Field> analysis) {
        super(Protocol.UDP, extent.source(), extent.from(),
                Math.min(extent.to(), extent.from() + UdpDatagram.HEADER_LENGTH), to);
        this.extent = extent;
        this.checksum = checksum;
        this.analysis = analysis;
    }

    private boolean isComplete() {
        return headerTo() - from() == UdpDatagram.HEADER_LENGTH;
    }

    @Override
    public String summary() {
        FieldList list = new FieldList(extent.bytes(), from(), headerTo());
        return isComplete() ? list.at16(0) + " → " + list.at16(2) + " Len="
                + Math.max(0, list.at16(4) - UdpDatagram.HEADER_LENGTH) : "truncated header";
    }

    @Override
    protected List<Field> computeFields() {
        FieldList list = new FieldList(extent.bytes(), from(), extent.to());
        list.decimal("udp.srcport", "Source port", 0, 2).decimal("udp.dstport", "Destination port", 2, 2)
                .number("udp.length", "Length", 4, 2, 0, value -> value + " bytes");
        if (isComplete() && isLengthTooSmall(list)) {
            return list.fields();
        }
        checksum.add(list, "udp.checksum", 6);
        list.all(analysis);
        if (isComplete() && extent.to() > headerTo() && list.at16(4) > UdpDatagram.HEADER_LENGTH) {
            list.bytes("udp.payload", "Payload", UdpDatagram.HEADER_LENGTH, to() - headerTo());
        }
        return list.fields();
    }

    /** RFC 2675 §4: a length of 0 is allowed in a jumbogram only. */
    private boolean isLengthTooSmall(FieldList list) {
        return list.at16(4) < UdpDatagram.HEADER_LENGTH;
    }

    @Override
    protected List<String> computeNotices() {
        List<String> notices = new ArrayList<>(checksum.notices());
        if (!isComplete()) {
            notices.add("the bytes end within the UDP header");
            return notices;
        }
        FieldList list = new FieldList(extent.bytes(), from(), headerTo());
        if (isLengthTooSmall(list)) {
            notices.add("the length of " + list.at16(4) + " bytes is below that of the header");
        } else if (from() + list.at16(4) > extent.end()) {
            notices.add("the length is " + list.at16(4) + " bytes, but only " + (extent.end() - from())
                    + " are there");
        }
        return notices;
    }
}
