package netkit.cli.capture;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.function.Consumer;

import netkit.net.SocketTap;
import netkit.net.TappedSockets;
import netkit.report.Numbers;

/** The capture of the connections of one command: of the system's packets, or reconstructed ones. */
public final class OwnCapture implements SocketTap, Closeable {
    /** Where the packets come from. */
    public enum Source {
        /** The system if it lets this user capture, otherwise the sockets. */
        BEST,
        /** The system, through dumpcap or tcpdump. */
        KERNEL,
        /** What the sockets read and write. */
        SOCKETS
    }

    private final Path path;
    private final PacketFile file;
    private final Source source;
    private final Consumer<String> notes;
    private volatile CaptureFileException failure;
    /** Null until the first socket is opened. */
    private volatile SocketTap way;

    private OwnCapture(Path path, Source source, Consumer<String> notes) throws CaptureFileException {
        this.path = path;
        this.source = source;
        this.notes = notes;
        this.file = PacketFile.open(path);
    }

    /**
     * Captures what the sockets of this process do from now on.
     *
     * @param notes receives a line when capturing begins, and one when it ends
     * @throws CaptureFileException if the file cannot be written
     */
    public static OwnCapture start(Path path, Source source, Consumer<String> notes)
            throws CaptureFileException {
        OwnCapture capture = new OwnCapture(path, source, notes);
        TappedSockets.install(capture);
        return capture;
    }

    /** Returns why no socket could be opened; null if that was not because of the capture. */
    public CaptureFileException failure() {
        return failure;
    }

    @Override
    public void opening(Transport transport, InetSocketAddress local) throws IOException {
        first(tap -> tap.opening(transport, local));
    }

    @Override
    public void connecting(int localPort, InetSocketAddress server) throws IOException {
        first(tap -> tap.connecting(localPort, server));
    }

    /** What is done when a socket is opened. */
    @FunctionalInterface
    private interface Opening {
        void on(SocketTap tap) throws IOException;
    }

    private void first(Opening opening) throws IOException {
        if (way != null) {
            opening.on(way);
            return;
        }
        String note;
        synchronized (this) {
            note = way == null ? choose(opening) : null;
        }
        if (note == null) {
            opening.on(way);
        } else {
            notes.accept(note);
        }
    }

    private String choose(Opening opening) throws IOException {
        String why = "";
        try {
            if (source != Source.SOCKETS) {
                KernelPackets kernel = new KernelPackets(file);
                try {
                    opening.on(kernel);
                    file.start("captured by netkit with " + kernel.description());
                    way = kernel;
                    return "capturing to " + path + " with " + kernel.description();
                } catch (IOException e) {
                    kernel.close();
                    if (source == Source.KERNEL || file.isStarted()) {
                        throw e;
                    }
                    why = "; dumpcap would capture real packets, but: " + shortened(e.getMessage());
                }
            }
            file.start(SocketPackets.COMMENT);
            way = new SocketPackets(file);
            return "capturing to " + path + ": packets reconstructed from what the sockets read and write"
                    + why;
        } catch (IOException e) {
            failure = new CaptureFileException(e.getMessage(), e);
            throw failure;
        }
    }

    /** Without what to do about it. */
    private static String shortened(String message) {
        return String.valueOf(message).replaceFirst("[;(].*", "").strip();
    }

    @Override
    public void failed(long began, int localPort, InetSocketAddress server, boolean isRefused) {
        way.failed(began, localPort, server, isRefused);
    }

    @Override
    public Connection opened(End opener, long began, InetSocketAddress local, InetSocketAddress peer) {
        return way.opened(opener, began, local, peer);
    }

    @Override
    public void datagram(End sender, InetSocketAddress local, InetSocketAddress peer, byte[] bytes, int from,
            int length) {
        way.datagram(sender, local, peer, bytes, from, length);
    }

    @Override
    public void close() throws IOException {
        TappedSockets.install(null);
        if (way instanceof KernelPackets kernel) {
            kernel.close();
        }
        boolean isStarted = file.isStarted();
        file.close();
        if (isStarted) {
            notes.accept(Numbers.counted(file.packets(), "packet") + " in " + path
                    + (file.dropped() == 0 ? ""
                            : "; " + Numbers.counted(file.dropped(), "piece")
                                    + " dropped, because the disk was too slow")
                    + (file.failure() == null ? ""
                            : "; the capture ended early: " + file.failure().getMessage()));
        }
    }
}
