package netkit.dissect.application;

import java.util.List;
import java.util.function.Consumer;

import netkit.packet.stream.StreamReassembly;
import netkit.packet.stream.StreamReassembly.Piece;

/**
 * Finds what the programs at both ends of a TCP connection say. The protocol is recognized by the first bytes of either
 * end; lines of text are those of the chat on its port, or after its server's greeting. Not thread-safe.
 */
public final class ConnectionDecoder {
    /** The most bytes that wait for the end of a message; beyond it they are shown as they are. */
    static final int MOST_WAITING = 16 << 20;

    private final ConnectionState state;
    private final Side low = new Side(true);
    private final Side high = new Side(false);

    private final class Side {
        final StreamBuffer in;
        StreamDecoder decoder;

        Side(boolean fromLow) {
            in = new StreamBuffer(fromLow);
        }

        void decode(Consumer<ApplicationMessage> out) {
            while (in.length() > 0) {
                StreamDecoder before = decoder == null ? new ProtocolDetector(state) : decoder;
                int length = in.length();
                decoder = before.decode(in, out);
                if (decoder == before && in.length() == length) {
                    break;
                }
            }
            if (in.length() > MOST_WAITING) {
                out.accept(ApplicationMessage.data(in.takeAll(), "no message of the protocol ends here"));
                decoder = new RawDecoder("");
            }
        }
    }

    /**
     * @param lowPort the port of the end that comes first in the key of the conversation
     * @param sessions what several connections share
     */
    public ConnectionDecoder(int lowPort, int highPort, EngineSessions sessions) {
        this.state = new ConnectionState(lowPort, highPort, sessions);
    }

    /** Returns about how many bytes of memory it takes. */
    public int retainedBytes() {
        return 512 + retained(low) + retained(high);
    }

    private static int retained(Side side) {
        return side.in.retainedBytes() + (side.decoder == null ? 0 : side.decoder.retainedBytes());
    }

    /** Decodes the next parts of one direction. */
    public void feed(boolean fromLow, List<Piece> pieces, Consumer<ApplicationMessage> out) {
        Side side = fromLow ? low : high;
        Side other = fromLow ? high : low;
        for (Piece piece : pieces) {
            switch (piece) {
                case StreamReassembly.Data data -> {
                    side.in.append(data);
                    side.decode(out);
                    other.decode(out); // it may have waited for this
                }
                case StreamReassembly.Gap gap -> gap(side, gap, out);
                case StreamReassembly.End end -> {
                    if (side.decoder != null) {
                        side.decoder.end(side.in, out);
                    }
                    if (side.in.length() > 0) {
                        out.accept(ApplicationMessage.data(side.in.takeAll(), ""));
                    }
                }
            }
        }
    }

    private static void gap(Side side, StreamReassembly.Gap gap, Consumer<ApplicationMessage> out) {
        if (side.decoder != null) {
            side.decoder = side.decoder.skip(gap.length(), side.in, out);
        }
        if (side.in.length() > 0) {
            out.accept(ApplicationMessage.data(side.in.takeAll(), ""));
        }
        Carried nothing = new Carried(side.in.fromLow(), gap.offset(), gap.offset() + gap.length(),
                new byte[0], List.of(), false);
        out.accept(ApplicationMessage.data(nothing, missing(gap.length())));
    }

    static String missing(long count) {
        return count + (count == 1 ? " byte is" : " bytes are") + " missing in the capture";
    }
}
