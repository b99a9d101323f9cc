package netkit.queue.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The segments from which bodies are read; the most recently used stay open. Safe for many threads, and for interrupted ones:
 * reading a {@code FileChannel} in an interrupted thread would close it for all.
 */
final class OpenSegments implements Closeable {
    private static final int MAX_OPEN = 16;

    private final LogFolder folder;
    /** Least recently used first. */
    private final Map<Long, RandomAccessFile> files = new LinkedHashMap<>(MAX_OPEN, 0.75f, true);

    OpenSegments(LogFolder folder) {
        this.folder = folder;
    }

    synchronized byte[] read(long number, int offset, int length) throws IOException {
        RandomAccessFile file = files.get(number);
        if (file == null) {
            if (files.size() >= MAX_OPEN) {
                close(files.keySet().iterator().next());
            }
            file = new RandomAccessFile(folder.path(number).toFile(), "r");
            files.put(number, file);
        }
        byte[] bytes = new byte[length];
        file.seek(offset);
        file.readFully(bytes);
        return bytes;
    }

    /** Closes a segment; to be called before it is deleted. */
    synchronized void close(long number) throws IOException {
        RandomAccessFile file = files.remove(number);
        if (file != null) {
            file.close();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        for (long number : files.keySet().toArray(Long[]::new)) {
            close(number);
        }
    }
}
