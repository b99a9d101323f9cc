package netkit.cli.option;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

import netkit.net.PrintableText;

/** Parses and formats bytes in hexadecimal: {@code 81 05}, {@code 0x81 0x05}, {@code 81:05}, {@code 8105}. */
public final class HexText {
    private HexText() {}

    /** @throws ParameterException with one line that says which part is wrong */
    public static byte[] parse(CommandSpec spec, String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String part : text.strip().split("[\\s:,]+")) {
            String digits = part.replaceFirst("^(0x|0X|\\\\x)", "");
            Usage.check(spec, digits.matches("[0-9a-fA-F]*"),
                    QuotedText.of(PrintableText.escapeControls(part))
                            + " is not hex: write bytes as 81 05 or 8105");
            Usage.check(spec, digits.length() % 2 == 0,
                    QuotedText.of(part) + " has an odd number of hex digits: a byte has two");
            bytes.writeBytes(HexFormat.of().parseHex(digits));
        }
        return bytes.toByteArray();
    }

    /** {@code 81 05}. */
    public static String of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    public static String of(byte[] bytes, int from, int to) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes, from, to);
    }
}
