package netkit.cli.terminal;

import java.util.ArrayList;
import java.util.List;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;

/** A QR code (ISO/IEC 18004) as lines of text; a character is one module wide and two high. */
public final class QrCode {
    /** The free space that a code needs around it, in modules. */
    static final int QUIET = 4;
    private static final String BLACK_ON_WHITE = "\u001b[30;107m";
    private static final String RESET = "\u001b[0m";

    private QrCode() {}

    /**
     * Returns the lines.
     *
     * @param colour whether escape sequences may set black on white; otherwise the terminal must be dark
     */
    public static List<String> lines(String text, boolean colour) {
        ByteMatrix modules = encode(text);
        List<String> lines = new ArrayList<>();
        for (int y = -QUIET; y < modules.getHeight() + QUIET; y += 2) {
            StringBuilder line = new StringBuilder();
            for (int x = -QUIET; x < modules.getWidth() + QUIET; x++) {
                boolean upper = isDark(modules, x, y) == colour;
                boolean lower = isDark(modules, x, y + 1) == colour;
                line.append(upper ? lower ? '\u2588' : '\u2580' : lower ? '\u2584' : ' ');
            }
            lines.add(colour ? BLACK_ON_WHITE + line + RESET : line.toString());
        }
        return lines;
    }

    /** Returns the modules, a line of {@code #} and blanks for each row, without the free space around them. */
    public static List<String> modules(String text) {
        ByteMatrix modules = encode(text);
        List<String> rows = new ArrayList<>();
        for (int y = 0; y < modules.getHeight(); y++) {
            StringBuilder row = new StringBuilder();
            for (int x = 0; x < modules.getWidth(); x++) {
                row.append(isDark(modules, x, y) ? '#' : ' ');
            }
            rows.add(row.toString());
        }
        return rows;
    }

    private static ByteMatrix encode(String text) {
        try {
            return Encoder.encode(text, ErrorCorrectionLevel.L).getMatrix();
        } catch (WriterException e) {
            throw new IllegalArgumentException("too long for a QR code: " + text, e);
        }
    }

    private static boolean isDark(ByteMatrix modules, int x, int y) {
        return x >= 0 && y >= 0 && x < modules.getWidth() && y < modules.getHeight()
                && modules.get(x, y) == 1;
    }
}
