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
 * The file of a segment that is being written. A record is gathered in a buffer first. It outlives the process once it is
 * written to the file, and the machine once the file is forced to disk.
 *
 * <p>The file is written with zeros beforehand. So its blocks exist: to force records to disk needs no change of the file
 * system's own data, and a disk that fills up cannot stop a write in the middle.
 *
 * <p>{@link #force} is called by one thread at a time, and all else under the lock of the log.
 */
final class SegmentFile {
    private static final int ZEROS = 1 << 20;
    private static final int BUFFER = 64 << 10;

    private final long number;
    private final Path path;
    private final int capacity;
    /** Its own methods write, which do not close the file when a thread is interrupted. */
    private final RandomAccessFile file;
    private byte[] buffer;
    /** Bytes in the buffer. */
    private int gathered;
    private int position;
    private int forced;

    private SegmentFile(long number, Path path) throws IOException {
        this.number = number;
        this.path = path;
        this.capacity = (int) Files.size(path);
        this.file = new RandomAccessFile(path.toFile(), "rw");
    }

    /** Makes the file, or throws and leaves none. */
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
            if (!(e instanceof FileAlreadyExistsException)) {
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
        return capacity;
    }

    /** The offset behind the last record. */
    int position() {
        return position;
    }

    boolean hasRoom(int length) {
        return length <= capacity - position;
    }

    /** Nothing has room in it any more. */
    void fill() {
        position = capacity;
        gathered = 0;
    }

    LogEntry append(LogRecord record, long sequence, int logId) throws IOException {
        int length = RecordCodec.length(record);
        if (buffer == null || gathered + length > buffer.length) {
            flush();
            buffer = new byte[Math.max(BUFFER, length)];
        }
        LogEntry entry = RecordCodec.encodeAlone(record, sequence, logId,
                ByteBuffer.wrap(buffer, gathered, length).slice(), position);
        gathered += length;
        position += length;
        return entry;
    }

    /** Writes to the file what is gathered. */
    void flush() throws IOException {
        if (gathered > 0) {
            file.seek(position - gathered);
            file.write(buffer, 0, gathered);
            gathered = 0;
        }
    }

    /** Waits until all that is written before this offset is on disk. */
    void force(int end) throws IOException {
        if (end > forced) {
            file.getChannel().force(false);
            forced = end;
        }
    }

    /** Nothing more is written to it. */
    void close() throws IOException {
        file.close();
        buffer = null;
    }

    /** Closes it and keeps of the file only what is written. */
    void cut() throws IOException {
        flush();
        if (position > 0) {
            file.setLength(position);
        }
        close();
        if (position == 0) {
            Files.delete(path);
        }
    }
}
