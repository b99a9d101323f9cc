package netkit.cli.packet;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

import netkit.dissect.DissectedPacket;
import netkit.dissect.Protocol;
import netkit.dissect.explain.FollowedStream;
import netkit.dissect.explain.FollowedStream.Piece;
import netkit.net.HexDump;
import netkit.net.PrintableText;
import netkit.report.Numbers;

/** What both ends of a conversation said, in order: &gt; the end that sent the first packet, &lt; its peer. */
final class FollowView {
    /** Bytes of text that are kept until the other end speaks. */
    private static final int MAX_KEPT = 64 << 10;

    private final PrintWriter out;
    private final Palette palette;
    private final boolean hex;
    private final FollowedStream stream = new FollowedStream();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean keptIsFromFirst;
    private final long[] offsets = new long[2];

    FollowView(PrintWriter out, Palette palette, boolean hex) {
        this.out = out;
        this.palette = palette;
        this.hex = hex;
    }

    void add(DissectedPacket packet) {
        show(stream.add(packet));
    }

    void end() {
        show(stream.end());
        flush();
        out.flush();
    }

    private void show(List<Piece> pieces) {
        for (Piece piece : pieces) {
            if (piece.missing() > 0) {
                flush();
                out.println(palette.trouble(sign(piece.isFromFirst()) + " ! "
                        + Numbers.counted(piece.missing(), "byte") + " before packet " + piece.packet()
                        + " are not in the capture"));
            }
            if (hex) {
                hex(piece);
                continue;
            }
            if (kept.size() > 0 && (keptIsFromFirst != piece.isFromFirst() || kept.size() > MAX_KEPT)) {
                flush();
            }
            keptIsFromFirst = piece.isFromFirst();
            kept.writeBytes(piece.bytes());
        }
    }

    private void hex(Piece piece) {
        int side = piece.isFromFirst() ? 0 : 1;
        out.println(sign(piece.isFromFirst()) + " packet " + piece.packet() + ", "
                + Numbers.counted(piece.bytes().length, "byte") + " from offset " + offsets[side]);
        offsets[side] += piece.bytes().length;
        for (String line : HexDump.lines(piece.bytes())) {
            out.println(coloured(piece.isFromFirst(), sign(piece.isFromFirst()) + " " + line));
        }
    }

    private void flush() {
        if (kept.size() == 0) {
            return;
        }
        byte[] bytes = kept.toByteArray();
        Optional<String> text = PrintableText.decode(bytes, 0, bytes.length);
        String shown = text.orElseGet(() -> latin(bytes));
        for (String line : shown.split("\\r?\\n")) {
            out.println(coloured(keptIsFromFirst, sign(keptIsFromFirst) + " "
                    + PrintableText.escapeControls(line)));
        }
        kept.reset();
    }

    /** Bytes that are no text: printable ASCII as it is, all others as {@code \xNN}. */
    private static String latin(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte each : bytes) {
            boolean isShown = each >= ' ' && each <= '~' || each == '\n' || each == '\r' || each == '\t';
            text.append(isShown ? String.valueOf((char) each) : "\\x%02x".formatted(each & 0xFF));
        }
        return text.toString();
    }

    private static String sign(boolean isFromFirst) {
        return isFromFirst ? ">" : "<";
    }

    private String coloured(boolean isFromFirst, String line) {
        return palette.layer(isFromFirst ? Protocol.TCP : Protocol.IPV4, line);
    }
}
