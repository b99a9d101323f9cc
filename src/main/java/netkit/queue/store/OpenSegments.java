package netkit.queue.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The segments of which bodies are read, the last few of them open. Safe for many threads, also for those that are
 * interrupted, which would close a {@code FileChannel} for all.
 */
final class OpenSegments implements Closeable {
    private static final int MOST = 16;

    private final LogFolder folder;
    /** The one that was not used for longest is first. */
    private final Map<Long, RandomAccessFile> files = new LinkedHashMap<>(MOST, 0.75f, true);

    OpenSegments(LogFolder folder) {
        this.folder = folder;
    }

    synchronized byte[] read(long number, int offset, int length) throws IOException {
        RandomAccessFile file = files.get(number);
        if (file == null) {
            if (files.size() >= MOST) {
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

    /** To be called before a segment is deleted. */
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
