package netkit.compare.link;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import netkit.net.Sockets;

/**
 * A redis-server of one trial, in memory and without a port: it listens on a socket in the file system, so that which program
 * may reach it is decided here, and no port has to be guessed.
 */
final class RedisProcess implements Closeable {
    private static final String PROGRAM = "redis-server";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);
    /** It ends with this process, even if that is killed: then its standard input ends. */
    private static final String UNTIL_INPUT_ENDS = "redis-server \"$@\" & server=$!; cat >/dev/null; kill $server";

    private final Path folder;
    private final Process process;

    private RedisProcess(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /** @throws IOException with one line that says what to do, if there is no redis-server */
    static RedisProcess start() throws IOException {
        if (!isInstalled()) {
            throw new IOException("rooms+redis needs the program redis-server, which is not installed:"
                    + " on Debian, sudo apt install redis-server");
        }
        Path folder = Files.createTempDirectory(QueueLink.FOLDER);
        RedisProcess redis = null;
        try {
            redis = new RedisProcess(folder,
                    new ProcessBuilder("sh", "-c", UNTIL_INPUT_ENDS, PROGRAM, "--port", "0",
                            "--unixsocket", socket(folder).toString(), "--save", "", "--appendonly", "no",
                            "--dir",
                            folder.toString()).redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start());
            redis.awaitStart();
            return redis;
        } catch (IOException e) {
            if (redis == null) {
                Files.delete(folder);
            } else {
                redis.close();
            }
            throw e;
        }
    }

    private static boolean isInstalled() {
        return List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).stream()
                .anyMatch(place -> !place.isEmpty() && Files.isExecutable(Path.of(place, PROGRAM)));
    }

    private static Path socket(Path folder) {
        return folder.resolve("redis.sock");
    }

    private void awaitStart() throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (true) {
            try {
                connect().close();
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    throw new IOException("redis-server did not start", e);
                }
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while redis-server was starting");
            }
        }
    }

    /** Opens a connection to it. */
    SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket(folder)));
    }

    @Override
    public void close() throws IOException {
        boolean interrupted = Thread.interrupted();
        Sockets.closeQuietly(process.getOutputStream());
        try {
            if (!process.waitFor(END_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            interrupted = true;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
