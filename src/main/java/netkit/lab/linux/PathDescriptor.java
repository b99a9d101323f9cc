package netkit.lab.linux;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** A file that can still be reached when its name has been deleted, such as a Unix-domain socket; open(2), O_PATH. */
public final class PathDescriptor implements Closeable {
    private final Descriptor descriptor;

    private PathDescriptor(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    public static PathDescriptor open(Path file) throws IOException {
        return new PathDescriptor(Descriptor.open(file.toString(), FileCalls.O_PATH));
    }

    /** A name for it in this process, proc_pid_fd(5). */
    public Path path() {
        return Path.of("/proc/self/fd", Integer.toString(descriptor.number()));
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
