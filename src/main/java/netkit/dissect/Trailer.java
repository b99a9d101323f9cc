package netkit.dissect;

import java.util.List;

import netkit.packet.EthernetFrame;

/**
 * What follows the payload of an Ethernet frame. A frame is padded to 60 bytes (IEEE 802.3 §3.2.8): zeros up to there
 * are padding. Of a frame that needs none, or has more, the last four bytes are taken as the frame check sequence if
 * the frame has at least 64 bytes. The rest is a trailer without known meaning.
 *
 * @param from offset after the payload
 * @param to end of the captured bytes
 * @param frameFrom offset of the Ethernet header
 * @param frameLength bytes of the frame on the wire; more than captured if the capture truncated it
 */
record Trailer(ByteSource source, int from, int to, int frameFrom, int frameLength) {
    private static final int FCS_LENGTH = 4;

    /** @param prefix of the trailer's name: eth or vlan */
    List<Field> fields(String prefix) {
        FieldList list = new FieldList(source.bytes(), from, to);
        int end = frameFrom + frameLength;
        int padding = isPadded() ? padding(end) : 0;
        if (padding > 0) {
            list.bytes("eth.padding", "Padding", 0, padding);
        }
        int rest = end - from - padding;
        boolean hasFcs = frameLength >= EthernetFrame.MIN_LENGTH + FCS_LENGTH && rest >= FCS_LENGTH
                && prefix.equals("eth");
        int trailer = Math.min(hasFcs ? rest - FCS_LENGTH : rest, to - from - padding);
        if (trailer > 0) {
            list.bytes(prefix + ".trailer", "Trailer", padding, trailer);
        }
        if (hasFcs) {
            list.hex("eth.fcs", "Frame check sequence", end - from - FCS_LENGTH, FCS_LENGTH)
                    .computed("eth.fcs.status", "Status of the frame check sequence", 2,
                            Names.checksumStatus(2));
        }
        return list.fields();
    }

    private boolean isPadded() {
        return frameLength >= EthernetFrame.MIN_LENGTH && from - frameFrom < EthernetFrame.MIN_LENGTH;
    }

    private int padding(int end) {
        int paddedTo = Math.min(frameFrom + EthernetFrame.MIN_LENGTH, end);
        for (int at = from; at < Math.min(paddedTo, to); at++) {
            if (source.bytes()[at] != 0) {
                return 0;
            }
        }
        return paddedTo - from;
    }
}
