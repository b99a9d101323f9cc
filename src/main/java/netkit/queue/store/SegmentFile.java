package netkit.queue.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file of a segment that is being written, mapped into memory: a record is in the file, and outlives the process, as
 * soon as it is copied there, without a system call; it outlives the machine once it is forced.
 *
 * <p>The file is written with zeros beforehand. So its blocks exist, to force records to disk needs no change of the file
 * system's own data, and a disk that fills up cannot stop a write in the middle.
 */
final class SegmentFile {
    private static final int ZEROS = 1 << 20;

    private final long number;
    private final Path path;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final ByteBuffer bytes;
    private int position;
    /** Used by one thread at a time, that which forces. */
    private int forced;

    private SegmentFile(long number, Path path) throws IOException {
        this.number = number;
        this.path = path;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena);
            bytes = memory.asByteBuffer();
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /** Makes the file, or does nothing and throws. */
    static SegmentFile create(long number, Path path, int size) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate(Math.min(size, ZEROS));
            for (int left = size; left > 0; left -= zeros.limit()) {
                zeros.clear().limit(Math.min(left, zeros.capacity()));
                while (zeros.hasRemaining()) {
                    channel.write(zeros);
                }
            }
            channel.force(true);
        } catch (IOException e) {
            if (!(e instanceof java.nio.file.FileAlreadyExistsException)) {
                Files.deleteIfExists(path);
            }
            throw e;
        }
        return new SegmentFile(number, path);
    }

    /** Takes a file that {@link #create} made, and in which nothing is written yet. */
    static SegmentFile adopt(long number, Path path) throws IOException {
        return new SegmentFile(number, path);
    }

    long number() {
        return number;
    }

    int capacity() {
        return bytes.capacity();
    }

    int position() {
        return position;
    }

    boolean hasRoom(int length) {
        return length <= bytes.capacity() - position;
    }

    /** Nothing has room in it any more. */
    void fill() {
        position = bytes.capacity();
    }

    LogEntry append(LogRecord record, long sequence, int logId) {
        LogEntry entry = RecordCodec.encode(record, sequence, logId, bytes, position);
        position = entry.end();
        return entry;
    }

    /** Waits until all before this offset is on disk. */
    void force(int end) throws IOException {
        if (end > forced) {
            try {
                memory.asSlice(forced, end - forced).force();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            forced = end;
        }
    }

    /** Nothing more is written to it. */
    void close() {
        arena.close();
    }

    /** Closes it and keeps of the file only what is written. */
    void cut() throws IOException {
        close();
        if (position == 0) {
            Files.deleteIfExists(path);
            return;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(position);
        }
    }
}
