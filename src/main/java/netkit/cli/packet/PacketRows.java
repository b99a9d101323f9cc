package netkit.cli.packet;

import java.util.Locale;
import java.util.Map;

import netkit.dissect.DissectedLayer;
import netkit.dissect.DissectedPacket;
import netkit.dissect.Protocol;
import netkit.dissect.explain.Headline;

/**
 * The list of packets, a row for each. Columns grow with what they hold, since the packets to come are not known; what
 * does not fit is cut off at the end. Not thread-safe.
 */
final class PacketRows {
    private static final Map<Protocol, String> SHORT = Map.of(Protocol.SERVER_SENT_EVENT, "SSE",
            Protocol.NUMBERED_DATAGRAM, "numbered", Protocol.RELIABLE_DATAGRAM, "reliable", Protocol.QUEUE,
            "queue", Protocol.LINUX_COOKED, "cooked", Protocol.VLAN, "VLAN", Protocol.LOOPBACK, "loopback",
            Protocol.CHAT, "chat");
    private static final int MAX_ADDRESS = 15;
    private static final int PROTOCOL = 9;
    private static final long MICRO = 1000;

    private final Palette palette;
    private int numberWidth = 4;
    private int timeWidth = 9;
    private int addressWidth = 10;
    private long zero = Long.MIN_VALUE;

    PacketRows(Palette palette) {
        this.palette = palette;
    }

    /** Notes when the capture begins, whether or not its first packet is listed. */
    void start(DissectedPacket packet) {
        if (zero == Long.MIN_VALUE && packet.packet().epochNanos().isPresent()) {
            zero = packet.packet().epochNanos().getAsLong();
        }
    }

    String heading() {
        StringBuilder row = new StringBuilder();
        left(row, "No", numberWidth);
        left(row, "Time", timeWidth + 1);
        row.append(' ');
        right(row, "From", addressWidth + 1);
        right(row, "To", addressWidth + 1);
        right(row, "Protocol", PROTOCOL + 1);
        return row.append("Info").toString();
    }

    String row(DissectedPacket packet) {
        start(packet);
        String number = Long.toString(packet.packet().number());
        String time = time(packet);
        String source = address(packet.source());
        String destination = address(packet.destination());
        numberWidth = Math.max(numberWidth, number.length());
        timeWidth = Math.max(timeWidth, time.length());
        addressWidth = Math.max(addressWidth, Math.max(source.length(), destination.length()));
        Protocol protocol = Headline.protocol(packet);
        StringBuilder row = new StringBuilder(palette.width() + 20);
        left(row, number, numberWidth);
        left(row, time, timeWidth + 1);
        row.append(' ');
        right(row, source, addressWidth + 1);
        right(row, destination, addressWidth + 1);
        int used = row.length();
        StringBuilder name = new StringBuilder();
        right(name, Palette.fitted(name(protocol), PROTOCOL), PROTOCOL);
        String info = Palette.fitted(Headline.info(packet), palette.width() - used - PROTOCOL - 1);
        if (palette.isColoured() && isTrouble(packet)) {
            return palette.trouble(row.append(name).append(' ').append(info).toString());
        }
        return row.append(palette.layer(protocol, name.toString())).append(' ').append(info).toString()
                .stripTrailing();
    }

    static String name(Protocol protocol) {
        return SHORT.getOrDefault(protocol, protocol.displayName());
    }

    private static boolean isTrouble(DissectedPacket packet) {
        for (DissectedLayer layer : packet.layers()) {
            if (!layer.notices().isEmpty()) {
                return true;
            }
            if (layer.protocol() == Protocol.TCP && (layer.summary().contains("RST")
                    || StreamSummary.withParts(layer.fields()).anyMatch(TcpMarks::isTrouble))) {
                return true;
            }
        }
        return false;
    }

    private String time(DissectedPacket packet) {
        if (packet.packet().epochNanos().isEmpty()) {
            return "?";
        }
        return seconds(packet.packet().epochNanos().getAsLong() - zero);
    }

    /** Returns seconds with six decimals: formatting by a pattern would take longer than all the rest of a row. */
    static String seconds(long nanos) {
        long micros = Math.round(Math.abs(nanos) / (double) MICRO);
        String fraction = Long.toString(1_000_000 + micros % 1_000_000).substring(1);
        return (nanos < 0 && micros > 0 ? "-" : "") + micros / 1_000_000 + "." + fraction;
    }

    private String address(String address) {
        if (address.length() <= MAX_ADDRESS || palette.width() > 120 && address.length() < 40) {
            return address;
        }
        return address.substring(0, MAX_ADDRESS / 2) + "…"
                + address.substring(address.length() - MAX_ADDRESS / 2).toLowerCase(Locale.ROOT);
    }

    private static void left(StringBuilder row, String text, int width) {
        row.repeat(' ', Math.max(0, width - text.length())).append(text);
    }

    private static void right(StringBuilder row, String text, int width) {
        row.append(text).repeat(' ', Math.max(0, width - text.length()));
    }
}
