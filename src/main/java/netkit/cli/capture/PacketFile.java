package netkit.cli.capture;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

import netkit.packet.LinkType;
import netkit.packet.PacketDirection;
import netkit.packet.pcapng.PcapngWriter;
import netkit.report.OutputFile;

/**
 * A pcapng file that one thread writes, behind a bounded queue. Each write adds whole blocks, so that the file can be
 * read whenever the process ends.
 */
final class PacketFile implements Closeable {
    /** Most bytes that wait to be written: the disk may stand still for some seconds. */
    static final int MAX_WAITING = 32 << 20;
    /** Added to the size of each entry for its own memory. */
    private static final int OVERHEAD = 200;
    private static final int MAX_BATCH = 256 << 10;
    private static final long END_MILLIS = 5_000;

    /** What is written, by the one thread that writes. */
    @FunctionalInterface
    interface Entry {
        void writeTo(Packets packets) throws IOException;
    }

    private record Queued(long size, Entry entry) {}

    private static final Queued LAST = new Queued(0, _ -> {});

    private final Path path;
    private final RandomAccessFile file;
    private final boolean isNew;
    private final AtomicLong waiting = new AtomicLong();
    private final LinkedBlockingQueue<Queued> queue = new LinkedBlockingQueue<>();
    private final AtomicLong dropped = new AtomicLong();
    private volatile Thread thread;
    private volatile long packets;
    private volatile IOException failure;

    private PacketFile(Path path, RandomAccessFile file, boolean isNew) {
        this.path = path;
        this.file = file;
        this.isNew = isNew;
    }

    /**
     * Opens the file, whose content stays until {@link #start}.
     *
     * @throws CaptureFileException if it cannot be written
     */
    static PacketFile open(Path path) throws CaptureFileException {
        try {
            OutputFile.requireFile(path);
            boolean isNew = !Files.exists(path);
            if (!isNew && !Files.isRegularFile(path)) {
                throw new IOException("cannot write '" + path + "': it is no regular file");
            }
            return new PacketFile(path, new RandomAccessFile(path.toFile(), "rw"), isNew);
        } catch (FileNotFoundException e) {
            throw new CaptureFileException("cannot write " + e.getMessage(), e);
        } catch (AccessDeniedException e) {
            throw new CaptureFileException("permission denied: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new CaptureFileException(e.getMessage(), e);
        }
    }

    /**
     * Writes the start of the file, and starts the thread.
     *
     * @param comment on the whole capture
     */
    void start(String comment) throws IOException {
        Packets all = new Packets(comment);
        try {
            file.setLength(0);
            all.flush();
        } catch (IOException e) {
            throw new IOException("cannot write '" + path + "': " + e.getMessage(), e);
        }
        thread = Thread.ofPlatform().daemon().name("write " + path).start(() -> writeAll(all));
    }

    boolean isStarted() {
        return thread != null;
    }

    /**
     * Adds an entry unless too much is waiting.
     *
     * @param size bytes that it keeps
     * @return whether it was added; otherwise it is counted as dropped
     */
    boolean offer(int size, Entry entry) {
        long total = size + OVERHEAD;
        if (waiting.addAndGet(total) > MAX_WAITING || failure != null) {
            waiting.addAndGet(-total);
            dropped.incrementAndGet();
            return false;
        }
        queue.add(new Queued(total, entry));
        return true;
    }

    long packets() {
        return packets;
    }

    /** Returns how many entries were dropped: reads and writes, or packets. */
    long dropped() {
        return dropped.get();
    }

    /** Returns why not all could be written; null if it could. */
    IOException failure() {
        return failure;
    }

    private void writeAll(Packets all) {
        try {
            Queued next = queue.take();
            while (next != LAST) {
                next.entry().writeTo(all);
                waiting.addAndGet(-next.size());
                if (queue.isEmpty() || all.length > MAX_BATCH) {
                    all.flush();
                }
                next = queue.take();
            }
            all.end();
        } catch (IOException e) {
            failure = e;
            queue.clear();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes what is waiting, for a limited time. */
    @Override
    public void close() throws IOException {
        Thread writing = thread;
        if (writing != null) {
            queue.add(LAST);
            try {
                writing.join(END_MILLIS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        file.close();
        if (writing == null && isNew) {
            Files.deleteIfExists(path); // no connection was attempted
        }
    }

    /** The packets of the file; used by its thread alone. */
    final class Packets {
        private final PcapngWriter writer;
        private final List<Long> counts = new ArrayList<>();
        private byte[] bytes = new byte[MAX_BATCH];
        private int length;
        private long lastTime;

        private Packets(String comment) throws IOException {
            writer = new PcapngWriter(new OutputStream() {
                @Override
                public void write(int one) {
                    write(new byte[] {(byte) one}, 0, 1);
                }

                @Override
                public void write(byte[] more, int from, int count) {
                    if (length + count > bytes.length) {
                        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
                    }
                    System.arraycopy(more, from, bytes, length, count);
                    length += count;
                }
            }, "netkit", List.of(comment));
        }

        int addInterface(String name, String description, LinkType linkType) throws IOException {
            counts.add(0L);
            return writer.addInterface(name, description, linkType, 0);
        }

        /** Adds a packet; times never go back, though the threads of a connection may be out of order by a little. */
        void add(int interfaceId, long epochNanos, byte[] packet, int originalLength,
                PacketDirection direction, List<String> comments) throws IOException {
            lastTime = Math.max(lastTime, epochNanos);
            writer.packet(interfaceId, lastTime, packet, originalLength, direction, comments);
            counts.set(interfaceId, counts.get(interfaceId) + 1);
            packets++;
        }

        private void flush() throws IOException {
            long end = file.getFilePointer();
            try {
                file.write(bytes, 0, length);
                length = 0;
            } catch (IOException e) {
                file.setLength(end); // no half block, though the disk is full
                throw e;
            }
        }

        private void end() throws IOException {
            for (int id = 0; id < counts.size(); id++) {
                writer.statistics(id, Math.max(lastTime, System.currentTimeMillis() * 1_000_000),
                        counts.get(id), id == 0 ? dropped.get() : 0);
            }
            flush();
        }
    }
}
