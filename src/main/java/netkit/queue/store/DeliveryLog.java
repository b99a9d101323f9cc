package netkit.queue.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which messages were delivered, and how often: a delivery is noted here, without a call of the system, before it leaves, so
 * that after a crash no second delivery passes for a first one. Of two files one is in use, of a size fixed beforehand,
 * so that a full disk does not stop deliveries; when it is full, what is still of interest is written to the other.
 *
 * <p>A file is a number that grows with each change of files, and then ids, 8 bytes each, up to the first 0. Nothing is
 * forced to disk: a crash of the process does no harm to what was written, and after one of the whole machine all
 * messages count as delivered. Safe for many threads.
 */
final class DeliveryLog {
    private static final int HEADER = Long.BYTES;

    private final Path[] files;
    private final int capacity;
    private final Map<Long, Integer> deliveries = new HashMap<>();
    /** Written to as memory: the system puts it on disk in its own time, and nobody waits. */
    private MappedByteBuffer file;
    private long generation;
    private int used;
    private int size;

    private DeliveryLog(Path[] files, int capacity) {
        this.files = files;
        this.capacity = capacity;
    }

    /** @param capacity deliveries that a file has room for; it grows when more than these have to be kept */
    static DeliveryLog open(Path folder, int capacity) throws IOException {
        DeliveryLog log = new DeliveryLog(
                new Path[] {folder.resolve("delivered-0"), folder.resolve("delivered-1")}, capacity);
        log.read();
        log.change(0);
        return log;
    }

    private void read() throws IOException {
        for (Path file : files) {
            try (FileChannel in = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    StandardOpenOption.READ)) {
                ByteBuffer content = ByteBuffer.allocate((int) Math.min(in.size(), Integer.MAX_VALUE - 8));
                while (content.hasRemaining() && in.read(content) >= 0) {}
                content.flip();
                if (content.remaining() < HEADER || content.getLong(0) <= generation) {
                    continue;
                }
                generation = content.getLong();
                deliveries.clear();
                while (content.remaining() >= Long.BYTES) {
                    long id = content.getLong();
                    if (id == 0) {
                        break;
                    }
                    deliveries.merge(id, 1, Integer::sum);
                }
            }
        }
    }

    /**
     * Goes on in the other file.
     *
     * @param more deliveries for which there has to be room
     */
    private void change(int more) throws IOException {
        int kept = deliveries.values().stream().mapToInt(Integer::intValue).sum();
        int entries = Math.max(capacity, 2 * kept + more);
        ByteBuffer content = ByteBuffer.allocate(HEADER + Long.BYTES * entries).position(HEADER);
        deliveries.forEach((id, times) -> {
            for (int i = 0; i < times; i++) {
                content.putLong(id);
            }
        });
        try (FileChannel next = FileChannel.open(files[(int) ((generation + 1) % 2)],
                StandardOpenOption.CREATE,
                StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            writeAll(next, content.clear().position(HEADER), HEADER);
            next.truncate(content.capacity());
            // Last, for with it the file counts.
            writeAll(next, ByteBuffer.allocate(HEADER).putLong(0, generation + 1), 0);
            file = next.map(FileChannel.MapMode.READ_WRITE, 0, content.capacity());
        }
        generation++;
        used = kept;
        size = entries;
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }

    synchronized void note(List<QueueMessage> messages) throws IOException {
        if (used + messages.size() > size) {
            change(messages.size());
        }
        for (QueueMessage message : messages) {
            deliveries.merge(message.id(), 1, Integer::sum);
            file.putLong(HEADER + Long.BYTES * used++, message.id());
        }
    }

    /** These are deleted, and no longer of interest. */
    synchronized void forget(Collection<Long> ids) {
        ids.forEach(deliveries::remove);
    }

    /** How often a message was delivered. */
    synchronized int deliveries(long id) {
        return deliveries.getOrDefault(id, 0);
    }

    /** All but these were deleted while nothing was noted. */
    synchronized void retain(Set<Long> ids) {
        deliveries.keySet().retainAll(ids);
    }
}
