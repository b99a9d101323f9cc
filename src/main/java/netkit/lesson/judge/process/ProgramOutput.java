package netkit.lesson.judge.process;

import java.io.ByteArrayOutputStream;

/**
 * What a program prints on several streams, in the order in which its lines end: what it writes to standard error in the
 * middle of a line of standard output does not tear that line. Not thread-safe.
 */
public final class ProgramOutput {
    private final int max;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    /** The line of each stream that has no end yet. */
    private final ByteArrayOutputStream[] begun;

    /** @param max bytes that are kept of all lines, and of each line that has no end yet */
    public ProgramOutput(int streams, int max) {
        this.max = max;
        begun = new ByteArrayOutputStream[streams];
        for (int i = 0; i < streams; i++) {
            begun[i] = new ByteArrayOutputStream();
        }
    }

    public void add(int stream, byte[] bytes, int length) {
        int end = length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        if (end > 0) {
            byte[] start = begun[stream].toByteArray();
            begun[stream].reset();
            write(lines, start, 0, start.length);
            write(lines, bytes, 0, end);
        }
        write(begun[stream], bytes, end, length - end);
    }

    private void write(ByteArrayOutputStream to, byte[] bytes, int from, int length) {
        to.write(bytes, from, Math.max(0, Math.min(length, max - to.size())));
    }

    /** Returns the lines that have ended, then those that have begun, each a line of its own. */
    public byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(lines.toByteArray());
        boolean first = true;
        for (ByteArrayOutputStream line : begun) {
            if (line.size() > 0) {
                if (!first) {
                    all.write('\n');
                }
                all.writeBytes(line.toByteArray());
                first = false;
            }
        }
        return all.toByteArray();
    }

    /** Whether there has been more than is kept. */
    public boolean isFull() {
        boolean full = lines.size() >= max;
        for (ByteArrayOutputStream line : begun) {
            full |= line.size() >= max;
        }
        return full;
    }
}
