package netkit.lab.linux;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A descriptor opened with O_PATH, open(2), which gives access to a file, such as a socket, after its name is deleted.
 */
public final class PathDescriptor implements Closeable {
    private final Descriptor descriptor;

    private PathDescriptor(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    public static PathDescriptor open(Path file) throws IOException {
        return new PathDescriptor(Descriptor.open(file.toString(), FileCalls.O_PATH));
    }

    /** Returns a path of the file that is valid in this process, proc_pid_fd(5). */
    public Path path() {
        return Path.of("/proc/self/fd", Integer.toString(descriptor.number()));
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
