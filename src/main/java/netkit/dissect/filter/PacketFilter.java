package netkit.dissect.filter;

import java.util.function.Predicate;

import netkit.dissect.DissectedPacket;

/** A filter of packets, in the language that the package documents. */
public final class PacketFilter implements Predicate<DissectedPacket> {
    private final Expression expression;

    private PacketFilter(Expression expression) {
        this.expression = expression;
    }

    /**
     * Parses a filter, such as {@code tcp and port 9000 and syn}.
     *
     * @throws FilterException with one line that names the column, if it is not in the language
     */
    public static PacketFilter parse(String text) {
        return new PacketFilter(FilterParser.parse(text));
    }

    @Override
    public boolean test(DissectedPacket packet) {
        return expression.test(packet);
    }
}
