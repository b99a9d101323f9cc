package netkit.cli.terminal;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

import netkit.net.PrintableText;

/**
 * The standard output or standard error of every command: whatever could control a terminal is escaped, since any text may
 * come from a peer or a file. Line ends, tabs and picocli's styles pass. A field's own line ends are to be escaped where
 * it is put into a line ({@link PrintableText#escapeControls}); what draws on a terminal asks for {@link #raw}.
 */
public final class SafeWriter extends PrintWriter {
    private final PrintWriter raw;

    /** @param styles whether text may be bold or coloured */
    public SafeWriter(PrintWriter raw, boolean styles) {
        super(new Escaping(raw, styles), true);
        this.raw = raw;
    }

    /** Returns the writer without escaping, for cursor movements of netkit's own. */
    public static PrintWriter raw(PrintWriter out) {
        return out instanceof SafeWriter safe ? safe.raw : out;
    }

    @Override
    public boolean checkError() {
        return super.checkError() || raw.checkError();
    }

    private static final class Escaping extends FilterWriter {
        private final boolean styles;

        Escaping(PrintWriter raw, boolean styles) {
            super(raw);
            this.styles = styles;
        }

        @Override
        public void write(String text, int from, int length) throws IOException {
            out.write(PrintableText.escapeLines(text.substring(from, from + length), styles));
        }

        @Override
        public void write(char[] text, int from, int length) throws IOException {
            out.write(PrintableText.escapeLines(new String(text, from, length), styles));
        }

        @Override
        public void write(int c) throws IOException {
            out.write(PrintableText.escapeLines(String.valueOf((char) c), styles));
        }
    }
}
