package netkit.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The latency of the disk alone: writes that overwrite allocated blocks of a file, each forced to disk (fdatasync(2)). */
final class ForcedWrites implements Closeable {
    private static final int FILE_SIZE = 1 << 20;
    private static final int WRITES = 200;

    private final FileChannel channel;
    private final ByteBuffer bytes;
    private int position;

    ForcedWrites(Path file, int size) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        bytes = ByteBuffer.allocateDirect(size);
        channel.write(ByteBuffer.allocate(FILE_SIZE + size));
        channel.force(true);
    }

    /** Returns the mean time of consecutive forced writes, in milliseconds. */
    double millis() throws IOException {
        long begin = System.nanoTime();
        for (int i = 0; i < WRITES; i++) {
            channel.write(bytes.rewind(), position);
            channel.force(false);
            position = (position + bytes.capacity()) % FILE_SIZE;
        }
        return (System.nanoTime() - begin) / 1e6 / WRITES;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
