package netkit.cli.packet;

import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

import netkit.cli.terminal.Paragraph;
import netkit.cli.terminal.Terminals;
import netkit.dissect.Protocol;
import netkit.net.PrintableText;

/**
 * The form in which packets are printed: how wide, and a colour for each layer of the TCP/IP model.
 *
 * @param width columns of a line
 */
record Palette(int width, Ansi ansi) {
    private static final int LEAST = 80;
    private static final int MOST = 160;

    static Palette of(CommandSpec spec) {
        return new Palette(Math.clamp(Terminals.columnsOfOutput(LEAST), LEAST, MOST),
                spec.commandLine().getColorScheme().ansi());
    }

    boolean isColoured() {
        return ansi.enabled();
    }

    String layer(Protocol protocol, String text) {
        return coloured(switch (protocol.modelLayer()) {
            case LINK -> "magenta";
            case INTERNET -> "cyan";
            case TRANSPORT -> "green";
            case APPLICATION -> "yellow";
        }, text);
    }

    String heading(Protocol protocol, String text) {
        return layer(protocol, coloured("bold", text));
    }

    String trouble(String text) {
        return coloured("red", text);
    }

    String bold(String text) {
        return coloured("bold", text);
    }

    /** picocli would read mark-up in the text of a peer: only its own codes are taken from it. */
    private String coloured(String style, String text) {
        if (!ansi.enabled() || text.isEmpty()) {
            return text;
        }
        Ansi.IStyle[] styles = Ansi.Style.parse(style);
        return Ansi.Style.on(styles) + text + Ansi.Style.off(styles);
    }

    /** Returns text of a packet for one line: what could control the terminal is escaped, and too much is cut off. */
    static String fitted(String text, int width) {
        String safe = PrintableText.escapeControls(text);
        return safe.length() <= width && isPlain(safe) ? safe
                : isPlain(safe) ? safe.substring(0, Math.max(0, width - 1)) + "…"
                        : Paragraph.clip(safe, width);
    }

    /** Whether each character takes one column. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x300 && c != '→' && c != '…' && c != '\u2022') {
                return false;
            }
        }
        return true;
    }
}
