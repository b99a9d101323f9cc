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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import netkit.lab.wire.WireEvent;
import netkit.lab.wire.WireTap;

/**
 * Writes what each host of a lab sees into a pcapng file of its own, {@code alice.pcapng}: what it sends, with a comment
 * on what the wire did to it, and what reaches it. Of a packet that is lost while it is under way the comment says so if
 * the packet is not yet in the file, as while traffic flows. When the disk is slower than the wire, the wire waits: no
 * packet is missing in the files, but the traffic is slowed down.
 */
public final class LabCapture implements WireTap, Closeable {
    /** Bytes of packets that wait to be written, at most. */
    private static final int ROOM = 32 << 20;
    /** What an event weighs beside its packet. */
    private static final int EVENT = 200;
    /** So long nothing comes before the files are brought up to date for whoever looks at them. */
    private static final long IDLE_MILLIS = 50;
    private static final int BATCH = 1024;
    private static final String ENDING = ".pcapng";

    private final Lab lab;
    private final int snapLength;
    private final Map<String, CaptureFile> files = new LinkedHashMap<>();
    private final BlockingQueue<WireEvent> events = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(ROOM);
    private final Thread writer;
    private volatile boolean closed;
    private volatile IOException failure;

    private LabCapture(Lab lab, int snapLength) {
        this.lab = lab;
        this.snapLength = snapLength == 0 ? Integer.MAX_VALUE : snapLength;
        writer = Thread.ofPlatform().daemon().name("capture").unstarted(this::write);
    }

    /**
     * Begins; files of the same names are overwritten.
     *
     * @param where a folder, made if it is not there, for {@code alice.pcapng} and so on; or a name such as
     *        {@code ping.pcapng}, for {@code ping-alice.pcapng} and so on
     * @param snapLength the most bytes kept of a packet; 0 for all
     */
    public static LabCapture start(Lab lab, Path where, int snapLength) throws IOException {
        LabCapture capture = new LabCapture(lab, snapLength);
        try {
            String name = where.toAbsolutePath().getFileName().toString();
            boolean isFile = name.endsWith(ENDING);
            Path folder = isFile ? where.toAbsolutePath().getParent() : where;
            Files.createDirectories(folder);
            String start = isFile ? name.substring(0, name.length() - ENDING.length()) + "-" : "";
            for (Host host : lab.hosts()) {
                capture.files.put(host.name(), CaptureFile.open(
                        folder.resolve(start + host.name() + ENDING), host, lab, snapLength));
            }
        } catch (IOException | RuntimeException e) {
            capture.closeFiles();
            throw e;
        }
        capture.writer.start();
        lab.addTap(capture);
        return capture;
    }

    /** One for each host, in their order. */
    public List<Path> files() {
        return files.values().stream().map(CaptureFile::path).toList();
    }

    /** Why nothing more is written, if that is so: a full disk. */
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
        room.acquireUninterruptibly(weight(event));
        events.add(event);
    }

    private static int weight(WireEvent event) {
        return event.bytes().length + EVENT;
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
                batch.forEach(event -> room.release(weight(event)));
                batch.clear();
                upToDate = false;
            }
            flush();
        } catch (IOException e) {
            failure = new IOException("the capture has stopped: " + e.getMessage(), e);
        } catch (InterruptedException _) {
            failure = new IOException("the capture was interrupted");
        }
        room.release(ROOM); // whoever waits for room need not any more
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

    /** Writes what has been seen, and ends. */
    @Override
    public void close() throws IOException {
        lab.removeTap(this);
        closed = true;
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        closeFiles();
        if (failure != null) {
            throw failure;
        }
    }
}
