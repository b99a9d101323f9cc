package netkit.cli.terminal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

import netkit.report.Numbers;

/** A reader of the lines of standard input as bytes, without the LF or CRLF that ends them. */
public final class InputLines {
    private final InputStream in;
    private final int longest;
    private final String why;
    private long number;

    /**
     * @param longest longest line, bytes
     * @param why the reason for this limit, as the end of a sentence
     */
    public InputLines(InputStream in, int longest, String why) {
        this.in = new BufferedInputStream(in);
        this.longest = longest;
        this.why = why;
    }

    /**
     * Returns the next line, or null at the end; the last line need not have an end.
     *
     * @throws IOException if a line is too long, before all of it is read
     */
    public byte[] next() throws IOException {
        number++;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int read = in.read();
        if (read < 0) {
            return null;
        }
        while (read >= 0 && read != '\n') {
            line.write(read);
            if (line.size() > longest + 1) {
                throw tooLong();
            }
            read = in.read();
        }
        byte[] bytes = line.toByteArray();
        int length = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
        if (length > longest) {
            throw tooLong();
        }
        return Arrays.copyOf(bytes, length);
    }

    private IOException tooLong() {
        return new IOException(
                "line " + number + " of standard input is longer than " + Numbers.grouped(longest)
                        + " bytes, " + why + "; it was not sent, nor what follows");
    }
}
