package netkit.queue.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;

/**
 * What has changed since the last commit of the store. To force a few bytes to disk inside a file whose blocks are there
 * already takes a half to a quarter of what a commit takes. The file is written from its beginning again after each commit;
 * numbers that go on by one tell what is new in it.
 *
 * <pre>
 * mark:   +------------+-------------------+-----------+  at the beginning: what the last commit has
 *         | checksum 4 | number of entry 8 | next id 8 |
 * entry:  +----------+------------+-----------+----------------+----------------------------------
 *         | length 4 | checksum 4 | number 8  | deletions 4    | deleted ids, 8 each ; messages …
 * message:+----------+------------+-----------+
 *         | id 8     | length 4   | as stored |
 * </pre>
 */
final class Journal implements Closeable {
    private static final int MARK = 4 + 8 + 8;
    private static final int HEAD = 4 + 4;
    private static final int LEAST_ENTRY = Long.BYTES + Integer.BYTES;
    /** More entries than anybody will write. */
    private static final long MOST_ENTRIES = 1L << 40;

    /**
     * What the last commit of the store has, and so what the store must have when it is opened.
     *
     * @param entry the number of the last entry that is in it
     * @param nextId the id of the next message
     */
    record Mark(long entry, long nextId) {
        static final Mark NONE = new Mark(0, 0);
    }

    /** Takes what is read, in the order in which it was written. */
    interface Reader {
        void stored(long id, byte[] message);

        void deleted(long id);

        /** So many entries before the next one cannot be read. */
        void missing(long entries);
    }

    private final Path file;
    private final FileChannel channel;
    private final int capacity;
    private final boolean wasCut;
    private int position = MARK;

    private Journal(Path file, FileChannel channel, int capacity, boolean wasCut) {
        this.file = file;
        this.channel = channel;
        this.capacity = capacity;
        this.wasCut = wasCut;
    }

    /** @param capacity bytes of the file */
    static Journal open(Path file, int capacity) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        Journal journal = new Journal(file, channel, capacity, channel.size() < capacity);
        if (journal.wasCut) {
            journal.writeAt((int) channel.size(), ByteBuffer.allocate(capacity - (int) channel.size()));
            channel.force(true);
        }
        return journal;
    }

    /**
     * Reads the entries that come after this number, and goes on behind them. One that is damaged is passed over when
     * there are others behind it; the last may have been torn, and was not confirmed then.
     *
     * @return the number of the last entry
     */
    long read(long after, Reader reader) throws IOException {
        ByteBuffer all = content();
        long last = after;
        position = MARK;
        for (int at = MARK; at + HEAD + LEAST_ENTRY <= all.limit();) {
            long number = all.getLong(at + HEAD);
            int length = number <= last || number - last > capacity ? 0 : length(all, at);
            if (length == 0) {
                at++; // from before the last commit, or damaged, or the end
                continue;
            }
            if (number > last + 1) {
                reader.missing(number - last - 1);
            }
            read(entry(all, at, length), reader);
            last = number;
            at += HEAD + length;
            position = at;
        }
        return last;
    }

    /** {@link Mark#NONE} when there has been no commit, or the mark is damaged. */
    Mark mark() throws IOException {
        ByteBuffer mark = content().slice(0, MARK);
        return mark.getInt(0) == checksum(mark.slice(Integer.BYTES, MARK - Integer.BYTES))
                ? new Mark(mark.getLong(Integer.BYTES), mark.getLong(Integer.BYTES + Long.BYTES))
                : Mark.NONE;
    }

    /** How many entries that come after this number cannot be read, though others behind them can. */
    long missing(long after) throws IOException {
        AtomicLong missing = new AtomicLong();
        read(after, new Reader() {
            @Override
            public void stored(long id, byte[] message) {}

            @Override
            public void deleted(long id) {}

            @Override
            public void missing(long entries) {
                missing.addAndGet(entries);
            }
        });
        return missing.get();
    }

    /** What it says was deleted, in entries from before the last commit too, as far as these are still there. */
    Set<Long> deleted() throws IOException {
        ByteBuffer all = content();
        Set<Long> deleted = new HashSet<>();
        for (int at = MARK; at + HEAD + LEAST_ENTRY <= all.limit();) {
            int length = length(all, at);
            if (length > 0) {
                ByteBuffer entry = entry(all, at, length);
                for (int deletions = entry.getInt(); deletions > 0; deletions--) {
                    deleted.add(entry.getLong());
                }
            }
            at += length == 0 ? 1 : HEAD + length;
        }
        return deleted;
    }

    /** Whether it was there before, and nothing of it can be read. */
    boolean isLost() throws IOException {
        ByteBuffer all = content();
        boolean isEmpty = true;
        for (int at = MARK; at + HEAD + LEAST_ENTRY <= all.limit(); at++) {
            isEmpty &= all.get(at) == 0;
            if (length(all, at) > 0) {
                return false;
            }
        }
        return wasCut || !isEmpty;
    }

    /**
     * What is damaged, in a line.
     *
     * @param missing so many entries; 0 when nothing at all can be read
     */
    String words(long missing) {
        String what = switch ((int) Math.min(missing, 2)) {
            case 0 -> "nothing in it can be read";
            case 1 -> "1 change in it, or before it, cannot be read";
            default -> missing + " changes in it, or before it, cannot be read";
        };
        return file + " is damaged: " + what
                + ", so confirmed messages may be missing, or come again, as redelivered";
    }

    private ByteBuffer content() throws IOException {
        ByteBuffer all = ByteBuffer.allocate(capacity);
        while (all.hasRemaining() && channel.read(all, all.position()) >= 0) {}
        return all.flip();
    }

    /** How long the entry is that begins there, or 0 when none does. */
    private static int length(ByteBuffer all, int at) {
        int length = all.getInt(at);
        long number = all.getLong(at + HEAD);
        return number > 0 && number < MOST_ENTRIES && length >= LEAST_ENTRY
                && length <= all.limit() - at - HEAD
                && all.getInt(at + 4) == checksum(all.slice(at + HEAD, length)) ? length : 0;
    }

    /** What stands behind the number of an entry. */
    private static ByteBuffer entry(ByteBuffer all, int at, int length) {
        return all.slice(at + HEAD + Long.BYTES, length - Long.BYTES);
    }

    private static void read(ByteBuffer entry, Reader reader) throws IOException {
        try {
            for (int deletions = entry.getInt(); deletions > 0; deletions--) {
                reader.deleted(entry.getLong());
            }
            while (entry.hasRemaining()) {
                long id = entry.getLong();
                byte[] message = new byte[entry.getInt()];
                entry.get(message);
                reader.stored(id, message);
            }
        } catch (BufferUnderflowException e) {
            throw new IOException("the journal has an entry that makes no sense", e);
        }
    }

    private static int checksum(ByteBuffer entry) {
        CRC32C crc = new CRC32C();
        crc.update(entry);
        return (int) crc.getValue();
    }

    /**
     * Writes an entry, which is on disk when this returns.
     *
     * @return false when it does not fit, and nothing was written
     */
    boolean append(long number, Map<Long, byte[]> stored, Collection<Long> deleted) throws IOException {
        long length = LEAST_ENTRY + (long) Long.BYTES * deleted.size();
        for (byte[] message : stored.values()) {
            length += Long.BYTES + Integer.BYTES + message.length;
        }
        if (HEAD + length > capacity - position) {
            return false;
        }
        ByteBuffer entry = ByteBuffer.allocate(HEAD + (int) length).putInt((int) length).putInt(0);
        entry.putLong(number).putInt(deleted.size());
        deleted.forEach(entry::putLong);
        stored.forEach((id, message) -> entry.putLong(id).putInt(message.length).put(message));
        entry.putInt(4, checksum(entry.slice(HEAD, (int) length)));
        writeAt(position, entry.flip());
        channel.force(false); // the size of the file has not changed
        position += HEAD + (int) length;
        return true;
    }

    /**
     * All that was written is in the store now, and on disk. The mark is forced to disk with the next entry: until then it
     * may be an older one, but never a newer one than the commit.
     */
    void restart(Mark commit) throws IOException {
        ByteBuffer mark = ByteBuffer.allocate(MARK).putInt(0).putLong(commit.entry).putLong(commit.nextId);
        mark.putInt(0, checksum(mark.slice(Integer.BYTES, MARK - Integer.BYTES)));
        writeAt(0, mark.flip());
        position = MARK;
    }

    private void writeAt(int at, ByteBuffer bytes) throws IOException {
        int to = at;
        while (bytes.hasRemaining()) {
            to += channel.write(bytes, to);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
