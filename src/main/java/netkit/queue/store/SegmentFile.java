package netkit.queue.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file of a segment that is being written. Records are collected in a buffer. They survive a crash of the process once
 * they are flushed to the file, and a crash of the machine once the file is forced to disk.
 *
 * <p>The file is filled with zeros when it is created. So its blocks exist: forcing records to disk does not change the file
 * system's metadata, and a disk that fills up cannot stop a write in the middle.
 *
 * <p>{@link #force} is called by one thread at a time, everything else with the lock of the log held.
 */
final class SegmentFile {
    private static final int ZEROS = 1 << 20;
    private static final int BUFFER = 64 << 10;

    private final long number;
    private final Path path;
    private final int capacity;
    /** Writes with its own methods, which do not close the file when a thread is interrupted. */
    private final RandomAccessFile file;
    /** Its position is behind the collected records. */
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private int position;

    private SegmentFile(long number, Path path, int capacity) throws IOException {
        this.number = number;
        this.path = path;
        this.capacity = capacity;
        this.file = new RandomAccessFile(path.toFile(), "rw");
    }

    /** Creates the file; leaves none if it fails. */
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
            return new SegmentFile(number, path, size);
        } catch (IOException e) {
            if (!(e instanceof FileAlreadyExistsException)) {
                Files.deleteIfExists(path);
            }
            throw e;
        }
    }

    long number() {
        return number;
    }

    /** Returns the size of the file in bytes. */
    int capacity() {
        return capacity;
    }

    /** Returns the offset behind the last record. */
    int position() {
        return position;
    }

    /** Returns the bytes that are left for records. */
    int room() {
        return capacity - position;
    }

    /** Drops what is not written yet and leaves no room for more. */
    void abandon() {
        buffer.clear();
        position = capacity;
    }

    /** Adds a record to the buffer. @param length of the record */
    LogEntry append(LogRecord record, int length, long sequence, int logId) throws IOException {
        if (length > buffer.remaining()) {
            flush();
            buffer = ByteBuffer.allocate(Math.max(BUFFER, length));
        }
        LogEntry entry = RecordCodec.encode(record, sequence, logId, position, buffer.slice());
        buffer.position(buffer.position() + length);
        position += length;
        return entry;
    }

    /** Writes the buffer to the file. */
    void flush() throws IOException {
        if (buffer.position() > 0) {
            file.seek(position - buffer.position());
            file.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
    }

    /** Waits until all that was flushed before is on disk. */
    void force() throws IOException {
        file.getChannel().force(false);
    }

    /** Ends writing. */
    void close() throws IOException {
        file.close();
    }

    /** Ends writing and truncates the file behind the last record; deletes it if it has none. */
    void cut() throws IOException {
        flush();
        file.setLength(position);
        close();
        if (position == 0) {
            Files.delete(path);
        }
    }
}
