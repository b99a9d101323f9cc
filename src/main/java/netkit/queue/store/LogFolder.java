package netkit.queue.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The directory of one log, with a file {@code LOGID-NUMBER.log} for each segment. */
final class LogFolder {
    private static final Pattern SEGMENT = Pattern.compile("([0-9a-f]{8})-([0-9]{6,18})\\.log");
    /** Files that earlier versions of netkit wrote. */
    private static final List<String> EARLIER = List.of("messages.mv", "journal");

    private final Path folder;
    private final int logId;
    /** Kept, because finding it takes longer than forcing a message to disk. */
    private final FileStore disk;
    private long nextNumber = 1;

    private LogFolder(Path folder, int logId) throws IOException {
        this.folder = folder;
        this.logId = logId;
        this.disk = Files.getFileStore(folder);
        numbers().forEach(number -> nextNumber = Math.max(nextNumber, number + 1));
    }

    /**
     * Finds the log in a directory; empty if there is none.
     *
     * @throws IOException with a one-line message, if there are two, or one of an earlier version
     */
    static Optional<LogFolder> find(Path folder) throws IOException {
        for (String name : EARLIER) {
            if (Files.exists(folder.resolve(name))) {
                throw new IOException(
                        folder.resolve(name) + " was written by an earlier version of netkit and"
                                + " cannot be read; move the directory away to begin with empty queues");
            }
        }
        List<String> ids = names(folder).stream().map(name -> name.group(1)).distinct().sorted().toList();
        if (ids.size() > 1) {
            throw new IOException(folder + " has segments of two logs, " + ids.get(0) + " and " + ids.get(1)
                    + "; move the files of one of them away");
        }
        return ids.isEmpty() ? Optional.empty()
                : Optional.of(new LogFolder(folder, Integer.parseUnsignedInt(ids.getFirst(), 16)));
    }

    static LogFolder create(Path folder, int logId) throws IOException {
        return new LogFolder(folder, logId);
    }

    Path folder() {
        return folder;
    }

    int logId() {
        return logId;
    }

    /** Returns the exception that reports a failure to write, in one line. */
    IOException cannotWrite(IOException e) {
        String reason = e instanceof FileSystemException system && system.getReason() != null
                ? system.getReason() + ": " + system.getFile()
                : e.getMessage();
        return new IOException("cannot write to " + folder.toAbsolutePath() + ": " + reason, e);
    }

    /** Returns the free bytes of its disk. */
    long freeBytes() {
        try {
            return disk.getUsableSpace();
        } catch (IOException _) {
            return Long.MAX_VALUE; // the next write fails then
        }
    }

    /** Returns the file name of a segment. */
    String name(long number) {
        return "%08x-%06d.log".formatted(logId, number);
    }

    Path path(long number) {
        return folder.resolve(name(number));
    }

    /** Returns the numbers of the segments, in no order. */
    List<Long> numbers() throws IOException {
        return names(folder).stream().map(name -> Long.parseLong(name.group(2))).toList();
    }

    private static List<Matcher> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> SEGMENT.matcher(file.getFileName().toString())).filter(Matcher::matches)
                    .toList();
        }
    }

    /**
     * Creates the file of the next segment. Called by one thread at a time.
     *
     * @param size in bytes
     */
    SegmentFile create(int size) throws IOException {
        if (freeBytes() < size) { // trying would leave no room for other programs until it fails
            throw cannotWrite(new IOException("no space left on the disk"));
        }
        long number = nextNumber++;
        try {
            return SegmentFile.create(number, path(number), size);
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    /** Returns the first bytes of a segment, or all of it; none if it has been deleted. */
    ByteBuffer read(long number, int most) throws IOException {
        try (FileChannel channel = FileChannel.open(path(number), StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(channel.size(), most));
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
            return bytes.flip();
        } catch (NoSuchFileException _) {
            return ByteBuffer.allocate(0);
        }
    }

    /** Truncates the segment after its last record. */
    void cut(long number, int bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(path(number), StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
        }
    }

    void delete(long number) throws IOException {
        Files.deleteIfExists(path(number));
    }

    /** Forces the directory, with the names of new files, to disk. */
    void force() {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException _) {
            // not every system can open a directory
        }
    }
}
