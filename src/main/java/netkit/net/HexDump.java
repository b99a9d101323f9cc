package netkit.net;

import java.util.ArrayList;
import java.util.List;

/**
 * A hex dump, sixteen bytes a line as {@code hexdump -C} prints them: the offset, each byte in hexadecimal, and the
 * printable ASCII characters.
 *
 * <pre>
 * 0000  48 65 6c 6c 6f 2c 20 77  6f 72 6c 64 0a           |Hello, world.|
 * </pre>
 */
public final class HexDump {
    private static final int PER_LINE = 16;
    /** Two digits and a space for each byte, and the gap in the middle. */
    private static final int HEX_WIDTH = PER_LINE * 3 + 1;

    private HexDump() {}

    public static List<String> lines(byte[] bytes) {
        return lines(bytes, 0, bytes.length);
    }

    /**
     * @param from the first byte to show; the offsets printed count from there
     * @return one string a line, without line ends; none for no bytes
     */
    public static List<String> lines(byte[] bytes, int from, int length) {
        List<String> lines = new ArrayList<>();
        for (int start = 0; start < length; start += PER_LINE) {
            lines.add(line(bytes, from, start, Math.min(length, start + PER_LINE)));
        }
        return lines;
    }

    private static String line(byte[] bytes, int from, int start, int end) {
        StringBuilder hex = new StringBuilder(HEX_WIDTH);
        StringBuilder ascii = new StringBuilder(PER_LINE);
        for (int i = start; i < end; i++) {
            int value = bytes[from + i] & 0xff;
            hex.append("%02x ".formatted(value));
            if (i - start == PER_LINE / 2 - 1) {
                hex.append(' ');
            }
            ascii.append(value >= ' ' && value <= '~' ? (char) value : '.');
        }
        hex.repeat(' ', HEX_WIDTH - hex.length());
        return "%04x  %s |%s|".formatted(start, hex, ascii);
    }
}
