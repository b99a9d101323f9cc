package netkit.cli.packet;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import netkit.cli.option.InputFile;
import netkit.cli.terminal.SafeWriter;
import netkit.cli.terminal.Terminals;
import netkit.dissect.DissectedPacket;
import netkit.dissect.Dissector;
import netkit.packet.pcapng.CaptureReader;
import netkit.packet.pcapng.CapturedPacket;
import netkit.report.Numbers;

/** The packets of a capture file, or of standard input, taken apart one after the other. */
final class CaptureInput {
    /** The name that means standard input. */
    static final String STANDARD_INPUT = "-";
    /** Packets between two looks at the clock. */
    private static final int PACE = 1024;
    private static final long INTERVAL_NANOS = 100_000_000;
    private static final String WIPE = "\r\033[K";

    /** What is done with each packet. */
    @FunctionalInterface
    interface Sink {
        /** @return whether to go on */
        boolean accept(DissectedPacket packet) throws IOException;

        /** Takes, at the end of the file, a packet again with what waited behind a gap. */
        default void late(DissectedPacket packet) {
            // a list of packets has it already
        }
    }

    private final String file;
    private final PrintWriter err;
    private final boolean showsProgress;
    private long shownAt = System.nanoTime();
    private boolean isShown;

    CaptureInput(String file, PrintWriter err) {
        this.file = file;
        this.err = err;
        this.showsProgress = Terminals.watched() && !Terminals.shown() && Terminals.mayMoveCursor();
    }

    /**
     * Reads the packets up to the end, or until the sink has enough.
     *
     * @return why reading ended before the end of the file: where it is truncated or damaged; empty if it did not
     * @throws IOException with one line, if there is no such file or it is no capture
     */
    Optional<String> read(Sink sink) throws IOException {
        if (file.equals(STANDARD_INPUT)) {
            return read(System.in, 0, sink);
        }
        Path path = Path.of(file);
        InputFile.require(path, "check its name, or give - for standard input");
        try (InputStream in = Files.newInputStream(path)) {
            return read(in, Files.size(path), sink);
        }
    }

    /** @param size of the file in bytes; 0 if it is unknown */
    private Optional<String> read(InputStream in, long size, Sink sink) throws IOException {
        Counting counted = new Counting(in);
        CaptureReader reader;
        try {
            reader = new CaptureReader(new BufferedInputStream(counted));
        } catch (IOException e) {
            throw new IOException("cannot read " + name() + ": " + e.getMessage(), e);
        }
        Dissector dissector = new Dissector();
        long packets = 0;
        try {
            boolean isEnough = false;
            Optional<CapturedPacket> packet = next(reader);
            while (packet.isPresent() && !isEnough && !Thread.currentThread().isInterrupted()) {
                isEnough = !sink.accept(dissector.dissect(packet.get()));
                if (++packets % PACE == 0) {
                    show(packets, counted.count, size);
                }
                packet = isEnough ? packet : next(reader);
            }
            if (!isEnough) {
                dissector.finish().forEach(sink::late);
            }
            return Optional.empty();
        } catch (DamagedFileException e) {
            dissector.finish().forEach(sink::late);
            return Optional.of(name() + ": " + e.getMessage());
        } finally {
            if (isShown) {
                SafeWriter.raw(err).print(WIPE);
                SafeWriter.raw(err).flush();
            }
        }
    }

    private static Optional<CapturedPacket> next(CaptureReader reader) throws DamagedFileException {
        try {
            return reader.next();
        } catch (IOException e) {
            throw new DamagedFileException(e);
        }
    }

    private String name() {
        return file.equals(STANDARD_INPUT) ? "standard input" : "'" + file + "'";
    }

    private void show(long packets, long bytes, long size) {
        long now = System.nanoTime();
        if (showsProgress && now - shownAt >= INTERVAL_NANOS) {
            shownAt = now;
            isShown = true;
            SafeWriter.raw(err).print(WIPE + Numbers.counted(packets, "packet")
                    + (size == 0 ? "" : ", " + 100 * bytes / size + "% of the file"));
            SafeWriter.raw(err).flush();
        }
    }

    /** The file is truncated or damaged, as opposed to a failure to write. */
    private static final class DamagedFileException extends IOException {
        private static final long serialVersionUID = 1L;

        DamagedFileException(IOException cause) {
            super(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
        }
    }

    /** Counts the bytes that were read. */
    private static final class Counting extends FilterInputStream {
        private long count;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count += one < 0 ? 0 : 1;
            return one;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int read = super.read(bytes, from, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
