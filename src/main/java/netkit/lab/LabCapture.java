package netkit.lab;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import netkit.lab.wire.WireEvent;
import netkit.lab.wire.WireTap;

/**
 * A capture of a lab, with one pcapng file for each host, such as {@code alice.pcapng}. It has the packets that the
 * host sends, with the faults applied to them as comments, and those that it receives. If a packet is lost in flight,
 * its comment says so unless the packet has already been written. If the disk is slower than the wire, the wire waits:
 * the files are complete, but the traffic is slowed down.
 */
public final class LabCapture implements WireTap, Closeable {
    /** Maximum bytes of packets waiting to be written. */
    private static final int QUEUE_CAPACITY = 32 << 20;
    /** Bytes of an event without its packet. */
    private static final int EVENT_OVERHEAD = 200;
    /** Time without packets after which the files are flushed. */
    private static final long IDLE_MILLIS = 50;
    private static final int BATCH = 1024;
    private static final String SUFFIX = ".pcapng";

    private final Lab lab;
    private final int snapLength;
    private final Map<String, CaptureFile> files = new LinkedHashMap<>();
    private final BlockingQueue<WireEvent> events = new LinkedBlockingQueue<>();
    private final Semaphore queueSpace = new Semaphore(QUEUE_CAPACITY);
    private CompletableFuture<Void> written;
    private volatile boolean closed;
    private volatile IOException failure;

    private LabCapture(Lab lab, int snapLength) {
        this.lab = lab;
        this.snapLength = snapLength == 0 ? Integer.MAX_VALUE : snapLength;
    }

    /**
     * Starts a capture, overwriting existing files.
     *
     * @param where a folder for {@code alice.pcapng} and so on, created if it does not exist; or a file name such as
     *        {@code ping.pcapng} for {@code ping-alice.pcapng} and so on
     * @param snapLength maximum bytes kept of each packet; 0 for no limit
     */
    public static LabCapture start(Lab lab, Path where, int snapLength) throws IOException {
        LabCapture capture = new LabCapture(lab, snapLength);
        try {
            String name = where.toAbsolutePath().getFileName().toString();
            boolean isFile = name.endsWith(SUFFIX);
            Path folder = isFile ? where.toAbsolutePath().getParent() : where;
            Files.createDirectories(folder);
            String prefix = isFile ? name.substring(0, name.length() - SUFFIX.length()) + "-" : "";
            for (Host host : lab.hosts()) {
                capture.files.put(host.name(), CaptureFile.open(
                        folder.resolve(prefix + host.name() + SUFFIX), host, lab, snapLength));
            }
        } catch (IOException | RuntimeException e) {
            capture.closeFiles();
            throw e;
        }
        capture.written = CompletableFuture.runAsync(capture::write,
                Thread.ofPlatform().daemon().name("capture")::start);
        lab.addTap(capture);
        return capture;
    }

    /** Returns one file for each host, in order of the hosts. */
    public List<Path> files() {
        return files.values().stream().map(CaptureFile::path).toList();
    }

    /** Returns why the capture has stopped, such as a full disk; empty while it is running. */
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public int snapLength() {
        return snapLength;
    }

    @Override
    public void seen(WireEvent event) {
        if (closed || failure != null) {
            return;
        }
        queueSpace.acquireUninterruptibly(weight(event));
        events.add(event);
    }

    private static int weight(WireEvent event) {
        return event.bytes().length + EVENT_OVERHEAD;
    }

    private void write() {
        List<WireEvent> batch = new ArrayList<>();
        boolean upToDate = true;
        try {
            while (!closed || !events.isEmpty()) {
                WireEvent first = events.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (first == null) {
                    if (!upToDate) {
                        flush();
                        upToDate = true;
                    }
                    continue;
                }
                batch.add(first);
                events.drainTo(batch, BATCH);
                for (WireEvent event : batch) {
                    files.get(event.host()).add(event);
                }
                batch.forEach(event -> queueSpace.release(weight(event)));
                batch.clear();
                upToDate = false;
            }
            flush();
        } catch (IOException e) {
            failure = new IOException("the capture stopped: " + e.getMessage(), e);
        } catch (InterruptedException _) {
            failure = new IOException("the capture was interrupted");
        }
        queueSpace.release(QUEUE_CAPACITY); // unblocks all waiting threads
    }

    private void flush() throws IOException {
        for (CaptureFile file : files.values()) {
            file.flush();
        }
    }

    private void closeFiles() throws IOException {
        IOException first = null;
        for (CaptureFile file : files.values()) {
            try {
                file.close();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Writes the remaining packets and stops. */
    @Override
    public void close() throws IOException {
        lab.removeTap(this);
        closed = true;
        written.join();
        closeFiles();
        if (failure != null) {
            throw failure;
        }
    }
}
