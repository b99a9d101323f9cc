package netkit.compare.link;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a link has opened. All of it is closed, even if one cannot be closed; the last opened first. Not thread-safe. */
final class OpenedResources implements Closeable {
    private final Deque<Closeable> opened = new ArrayDeque<>();

    /** Adds a resource and returns it. */
    <T extends Closeable> T add(T resource) {
        opened.push(resource);
        return resource;
    }

    /** @throws IOException the last failure, after all have been closed */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
