package netkit.queue.store;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The file that prevents two servers from using one directory. It also holds the mark: a checkpoint record whose sequence
 * number is that of the last record forced to disk, so that a missing end of the log is detected. The mark is written after
 * each sync, to mapped memory only, in two slots in turn, so that one is intact whenever the process is killed.
 */
final class LockFile implements Closeable {
    private static final String NAME = "lock";
    private static final int SLOT = 64;
    private static final int SIZE = 2 * SLOT;
    /** Offset of the locked byte, behind the content: some systems do not let other processes read a locked range. */
    private static final long LOCKED = 1 << 20;

    private final FileChannel channel;
    private final Arena arena = Arena.ofShared();
    private final ByteBuffer slots;
    private int writes;

    private LockFile(FileChannel channel) throws IOException {
        this.channel = channel;
        this.slots = channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE, arena).asByteBuffer();
    }

    /** Opens and locks the file. @throws DataInUseException if another server has the directory */
    static LockFile open(Path folder) throws IOException {
        FileChannel channel = FileChannel.open(folder.resolve(NAME), StandardOpenOption.CREATE,
                StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock(LOCKED, 1, false) == null) {
                throw inUse(folder, null);
            }
            if (channel.size() != SIZE) {
                channel.truncate(0).write(ByteBuffer.allocate(SIZE));
            }
            return new LockFile(channel);
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw inUse(folder, e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static DataInUseException inUse(Path folder, Throwable cause) {
        return new DataInUseException(folder + " is in use: another server has this data directory", cause);
    }

    /** Returns the id of the log that the file belongs to; 0 for none. */
    int logId() {
        return slots.getInt(0);
    }

    /** Reads the mark in a directory, also without the lock; empty if neither slot is intact. */
    static Optional<LogEntry> read(Path folder, int logId) throws IOException {
        Path file = folder.resolve(NAME);
        ByteBuffer slots = ByteBuffer.wrap(Files.exists(file) ? Files.readAllBytes(file) : new byte[0]);
        return Stream.of(0, SLOT).filter(at -> at + SLOT <= slots.limit())
                .flatMap(at -> RecordCodec.decode(slots.slice(at, SLOT), at, logId).stream())
                .max(Comparator.comparingLong(LogEntry::sequence));
    }

    /** Writes the mark. @param synced the sequence number of the last record that was forced to disk */
    void mark(LogRecord.Checkpoint checkpoint, long synced, int logId) {
        int at = SLOT * (writes++ % 2);
        RecordCodec.encode(checkpoint, synced, logId, at, slots.slice(at, SLOT));
    }

    @Override
    public void close() throws IOException {
        arena.close();
        channel.close();
    }
}
