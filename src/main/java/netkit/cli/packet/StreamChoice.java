package netkit.cli.packet;

import java.util.Locale;

import netkit.dissect.DissectedPacket;
import netkit.dissect.Protocol;

/**
 * A conversation chosen by its number.
 *
 * @param protocol TCP or UDP, which are counted apart
 * @param number from 0
 */
record StreamChoice(Protocol protocol, int number) {
    /** @throws IllegalArgumentException with one line */
    static StreamChoice parse(String text) {
        if (!text.toLowerCase(Locale.ROOT).matches("((tcp|udp):)?\\d{1,9}")) {
            throw new IllegalArgumentException("'" + text
                    + "' is not a stream; give the number of a TCP connection, such as 0, or udp:0");
        }
        Protocol protocol = text.toLowerCase(Locale.ROOT).startsWith("udp") ? Protocol.UDP : Protocol.TCP;
        return new StreamChoice(protocol, Integer.parseInt(text.replaceFirst(".*:", "")));
    }

    boolean has(DissectedPacket packet) {
        return packet.stream().isPresent() && packet.stream().getAsInt() == number
                && packet.layers().stream().anyMatch(layer -> layer.protocol() == protocol);
    }

    @Override
    public String toString() {
        return protocol == Protocol.TCP ? "TCP stream " + number : "UDP stream " + number;
    }
}
