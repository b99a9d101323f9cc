package netkit.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The disk by itself: how long it takes to force some bytes to it, over blocks that the file has already (fdatasync(2)). */
final class ForcedWrites implements Closeable {
    private static final int FILE_SIZE = 1 << 20;
    private static final int AT_ONCE = 200;

    private final FileChannel channel;
    private final ByteBuffer bytes;
    private int position;

    ForcedWrites(Path file, int size) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        bytes = ByteBuffer.allocateDirect(size);
        channel.write(ByteBuffer.allocate(FILE_SIZE + size));
        channel.force(true);
    }

    /** @return the mean of some in a row, milliseconds */
    double millis() throws IOException {
        long begin = System.nanoTime();
        for (int i = 0; i < AT_ONCE; i++) {
            channel.write(bytes.rewind(), position);
            channel.force(false);
            position = (position + bytes.capacity()) % FILE_SIZE;
        }
        return (System.nanoTime() - begin) / 1e6 / AT_ONCE;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
