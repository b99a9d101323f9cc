package netkit.lab.namespace;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The JVM inside a lab, seen by the one that started it. A Unix-domain socket, unix(7), joins the two: whichever dies,
 * the other hears the end of the stream; and we tell ours through it of the signals that we got.
 */
public final class LabProcess implements Closeable {
    static final String CONTROL_SOCKET_PROPERTY = "netkit.lab.control";
    static final byte INTERRUPT = 'I';
    static final byte TERMINATE = 'T';
    // fields of /proc/self/stat behind the name: state, parent, group, session, terminal, its foreground group; proc(5)
    private static final int GROUP = 2;
    private static final int FOREGROUND_GROUP = 5;
    /** Addresses have 108 bytes, unix(7). */
    private static final int MAX_FOLDER_LENGTH = 70;
    /**
     * The shell is the first process of the PID namespace, so that it takes care of orphans and Java can be stopped
     * with Ctrl-Z; and it shows the processes of that namespace alone, where a container does not forbid that. Without
     * the trap Ctrl-C would have it forget Java's exit code.
     */
    private static final List<String> INIT_COMMAND = List.of("sh", "-c",
            "trap : INT; mount -t proc proc /proc 2>/dev/null; \"$@\"; exit $?", "netkit-lab");

    private final Process process;
    private final Path folder;
    private final ServerSocketChannel server;
    private final Optional<TunnelExit> tunnel;
    private SocketChannel line;
    private boolean closed;

    private LabProcess(Process process, Path folder, ServerSocketChannel server,
            Optional<TunnelExit> tunnel) {
        this.process = process;
        this.folder = folder;
        this.server = server;
        this.tunnel = tunnel;
    }

    static LabProcess start(NamespaceMethod method, String mainClass, List<String> arguments,
            ProcessBuilder.Redirect output, Optional<InetSocketAddress> outside) throws IOException {
        String temporary = System.getProperty("java.io.tmpdir");
        Path folder = Files.createTempDirectory(
                Path.of(temporary.length() > MAX_FOLDER_LENGTH ? "/tmp" : temporary), "netkit-lab-");
        Path path = folder.resolve("control");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        Optional<TunnelExit> tunnel = Optional.empty();
        try {
            server.bind(UnixDomainSocketAddress.of(path));
            List<String> told = new ArrayList<>(
                    List.of("-D" + LabEntry.METHOD_PROPERTY + "=" + method.name(),
                            "-D" + CONTROL_SOCKET_PROPERTY + "=" + path));
            if (outside.isPresent()) {
                Path socket = folder.resolve("tunnel");
                tunnel = Optional.of(TunnelExit.open(socket, outside.get()));
                told.add("-D" + TunnelEntrance.SOCKET + "=" + socket);
            }
            List<String> inner = new ArrayList<>(INIT_COMMAND);
            List<String> ours = new ArrayList<>(arguments);
            ours.addFirst(mainClass);
            inner.addAll(JavaCommand.of(told, NamespaceMain.class.getName(), ours));
            Process process = new ProcessBuilder(method.command(inner))
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(output)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            LabProcess lab = new LabProcess(process, folder, server, tunnel);
            Thread.ofVirtual().name("lab control").start(lab::accept);
            return lab;
        } catch (IOException | RuntimeException e) {
            server.close();
            if (tunnel.isPresent()) {
                tunnel.get().close();
            }
            NamespaceMain.delete(folder);
            throw e;
        }
    }

    private void accept() {
        try {
            SocketChannel accepted = server.accept();
            synchronized (this) {
                line = accepted;
                notifyAll();
                if (closed) {
                    accepted.close();
                }
            }
        } catch (IOException _) {
            // it ended before it came so far
        }
    }

    /** The JVM, with its standard output where that was not shared. */
    Process process() {
        return process;
    }

    /** Waits for the end of what runs inside, and returns its exit code. */
    public int await() throws InterruptedException {
        int code = process.waitFor();
        NamespaceMain.delete(folder); // which it could not if it was killed
        return code;
    }

    /** Passes an interrupt on, unless it was Ctrl-C in our terminal, which reaches all of its foreground by itself. */
    public void interrupt() {
        if (!isInForeground()) {
            tell(INTERRUPT);
        }
    }

    /** Asks it to end, as SIGTERM does. */
    public void terminate() {
        tell(TERMINATE);
    }

    private synchronized void tell(byte what) {
        try {
            while (line == null && process.isAlive()) {
                wait(20); // it is starting
            }
            if (line != null) {
                line.write(ByteBuffer.wrap(new byte[] {what}));
            }
        } catch (IOException _) {
            // it has ended
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isInForeground() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[GROUP].equals(fields[FOREGROUND_GROUP]);
        } catch (IOException _) {
            return false;
        }
    }

    /** Ends what runs inside, if it has not ended, and waits until nothing of it is left. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            server.close();
            if (line != null) {
                line.close();
            }
        }
        try {
            process.waitFor();
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (tunnel.isPresent()) { // last: what runs inside may have something to take away out there
            tunnel.get().close();
        }
        NamespaceMain.delete(folder);
    }
}
