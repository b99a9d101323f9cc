package netkit.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One direction of one connection: reads one socket and writes to the other as the faults ask. */
final class StreamCopy {
    private static final int CHUNK_SIZE = 64 * 1024;
    /** Chunks that may wait for their delay to pass; when there are more the sender waits, as TCP has it. */
    private static final int MAX_DELAYED_CHUNKS = 128;

    /** What all connections of one direction add to. */
    static final class Counters {
        final AtomicLong connections = new AtomicLong();
        final AtomicLong received = new AtomicLong();
        final AtomicLong forwarded = new AtomicLong();
        final AtomicLong writes = new AtomicLong();
        final AtomicLong stalls = new AtomicLong();
        final AtomicLong resets = new AtomicLong();

        StreamCounts counts() {
            return new StreamCounts(connections.get(), received.get(), forwarded.get(), writes.get(),
                    stalls.get(), resets.get());
        }
    }

    private record Chunk(byte[] bytes, long due) {
        static final Chunk END = new Chunk(new byte[0], 0);
    }

    private final Socket from;
    private final Socket to;
    private final StreamFaults faults;
    private final Counters counters;
    private final StreamLine line;

    StreamCopy(Socket from, Socket to, StreamFaults faults, Counters counters) {
        this.from = from;
        this.to = to;
        this.faults = faults;
        this.counters = counters;
        this.line = new StreamLine(faults);
    }

    /**
     * Copies until the stream ends, and passes the end on, with the other direction left open (RFC 9293 §3.6).
     *
     * @throws IOException when either side has failed, or the faults ask for a reset
     */
    void run(ExecutorService threads) throws IOException, InterruptedException {
        counters.connections.incrementAndGet();
        if (faults.delay().isZero()) {
            byte[] buffer = new byte[CHUNK_SIZE];
            for (int n = read(buffer); n >= 0; n = read(buffer)) {
                write(buffer, n);
            }
            to.shutdownOutput();
        } else {
            runDelayed(threads);
        }
    }

    private void runDelayed(ExecutorService threads) throws IOException, InterruptedException {
        BlockingQueue<Chunk> delayed = new ArrayBlockingQueue<>(MAX_DELAYED_CHUNKS);
        Future<Void> writer = threads.submit(() -> {
            writeDelayed(delayed);
            return null;
        });
        try {
            byte[] buffer = new byte[CHUNK_SIZE];
            for (int n = read(buffer); n >= 0; n = read(buffer)) {
                delayed.put(
                        new Chunk(Arrays.copyOf(buffer, n), System.nanoTime() + faults.delay().toNanos()));
            }
            delayed.put(Chunk.END);
            writer.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (IOException e) {
            reset(from, to); // before the writer is stopped, which would look like the end of the stream
            throw e;
        } finally {
            writer.cancel(true);
        }
    }

    private void writeDelayed(BlockingQueue<Chunk> delayed) throws IOException, InterruptedException {
        Chunk chunk = delayed.take();
        try {
            for (; chunk != Chunk.END; chunk = delayed.take()) {
                TimeUnit.NANOSECONDS.sleep(chunk.due() - System.nanoTime());
                write(chunk.bytes(), chunk.bytes().length);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            reset(from, to); // wakes the reading thread too
            while (chunk != Chunk.END) {
                chunk = delayed.take(); // it may be waiting for room
            }
            throw e;
        }
    }

    /** A connection that failed on one side fails on the other too, and is not mistaken for one that ended. */
    static void reset(Socket... sockets) {
        for (Socket socket : sockets) {
            try {
                socket.setSoLinger(true, 0); // RFC 9293 §3.10.5: ABORT sends a RST, where CLOSE sends a FIN
                socket.close();
            } catch (IOException _) {
                // gone already
            }
        }
    }

    private int read(byte[] buffer) throws IOException {
        int n = from.getInputStream().read(buffer);
        counters.received.addAndGet(Math.max(n, 0));
        return n;
    }

    private void write(byte[] bytes, int length) throws IOException, InterruptedException {
        OutputStream out = to.getOutputStream();
        int done = 0;
        while (true) {
            switch (line.next(length - done)) {
                case StreamLine.Step.Write(int n) -> {
                    out.write(bytes, done, n);
                    done += n;
                    counters.writes.incrementAndGet();
                    counters.forwarded.addAndGet(n);
                }
                case StreamLine.Step.Stall(var time) -> {
                    counters.stalls.incrementAndGet();
                    Thread.sleep(time);
                }
                case StreamLine.Step.Reset() -> {
                    counters.resets.incrementAndGet();
                    throw new SocketException("reset, as the faults ask");
                }
                case StreamLine.Step.Read() -> {
                    return;
                }
            }
        }
    }
}
